"""Requests get their number when their own secretary lets them go up."""

from __future__ import annotations

from dangjian.foundation.process.events import CaseMoved
from dangjian.kernel.events import on
from dangjian.work.documents.commands import number_request

REQUEST = "request_upward"


@on(CaseMoved)
def request_moved(event: CaseMoved) -> None:
    """A request was agreed to in its own organisation and goes up."""
    if event.process_key == REQUEST and event.step_key == "consent" and event.outcome == "agree":
        number_request(case_id=event.case_id)

"""What follows from events of organisational life: duties that were met."""

from __future__ import annotations

from dangjian.kernel.events import on
from dangjian.work.board.commands import settle_duty_todos
from dangjian.work.life.events import MeetingArchived


@on(MeetingArchived, name="work.life.handlers.settle_duties")
def settle_duties(event: MeetingArchived) -> None:
    """Duties that this record completed are nobody's todo any more."""
    settle_duty_todos(meeting_id=event.meeting_id)

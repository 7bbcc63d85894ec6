"""What follows from a move: todos and messages."""

from __future__ import annotations

from dangjian.foundation.process.commands.telling import tell_about_move
from dangjian.foundation.process.events import CaseMoved
from dangjian.kernel.events import on


@on(CaseMoved)
def tell(event: CaseMoved) -> None:
    """Everybody asked gets a todo; those who are not any more lose it."""
    tell_about_move(case_id=event.case_id, run_ids=event.run_ids, move=event.move)

"""Background entries of the process engine."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.process.commands.following import recheck_holders
from dangjian.foundation.process.commands.looking import end_waits, look_at_deadlines
from dangjian.foundation.process.queries.concerned import unheld_cases, waits_to_end
from dangjian.kernel import clock
from dangjian.kernel.jobs import JobContext, periodic


@periodic("foundation.process.look", at="06:20")
def look(ctx: JobContext) -> None:
    """Every morning: end waits, remind, report what is late, look for holders of what nobody holds."""
    seen: UUID | None = None
    while cases := waits_to_end(today=clock.today(), after=seen):
        for case_id in cases:
            end_waits(case_id=case_id)
        seen = cases[-1]
    place = look_at_deadlines()
    while place is not None:
        place = look_at_deadlines(after=place)
    seen = None
    while cases := unheld_cases(after=seen):
        for case_id in cases:
            recheck_holders(case_id=case_id)
        seen = cases[-1]

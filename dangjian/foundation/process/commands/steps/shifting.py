"""Moving the dates of open steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dangjian.foundation.process.commands.steps.working import Working
from dangjian.foundation.process.models.cases import NO_DATE
from dangjian.foundation.process.rules.clocks import Dates, next_look


def shift_dates(work: Working, days: int) -> None:
    """Move the dates of every open step by the days of a pause."""
    by = timedelta(days=days)
    for run in work.open_runs():
        names = ("earliest_on", "remind_on", "due_on", "escalate_on")
        moved: dict[str, Any] = {name: getattr(run, name) + by if getattr(run, name) else None for name in names}
        dates = Dates(**moved, is_provisional=run.is_provisional)
        look = run.look_on if run.look_on == NO_DATE else next_look(dates, today=work.unit.today) or NO_DATE
        work.unit.update(run, **moved, look_on=look)

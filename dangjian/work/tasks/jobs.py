"""Background work of tasks: urging by the clock, on working days."""

from __future__ import annotations

from dangjian.kernel import clock
from dangjian.kernel.jobs import JobContext, periodic
from dangjian.kernel.workdays import is_working_day
from dangjian.work.tasks.commands import make_due_tasks
from dangjian.work.tasks.commands.following import AT_ONCE, urge_by_clock


@periodic("work.tasks.urge", at="08:10")
def urge(ctx: JobContext) -> None:
    """Urge what is close to its date or late; nobody is urged on a day off."""
    if not is_working_day(clock.today()):
        return
    while urge_by_clock() == AT_ONCE:
        ctx.confirm_lease()


@periodic("work.tasks.recur", at="06:10")
def recur(ctx: JobContext) -> None:
    """Make the tasks of responsibilities whose period has begun."""
    make_due_tasks()

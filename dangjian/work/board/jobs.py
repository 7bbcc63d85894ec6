"""Reminders before, warnings after."""

from __future__ import annotations

from dangjian.kernel.jobs import JobContext, periodic
from dangjian.work.board.commands import remind_of_duties, remind_of_meetings, remind_of_records


@periodic("work.life.remind", at="08:00")
def remind(ctx: JobContext) -> None:
    """Every morning: meetings of tomorrow, duties that become late or were missed, records that wait."""
    remind_of_meetings()
    ctx.progress(1, 3, "会议提醒")
    remind_of_duties()
    ctx.progress(2, 3, "任务提醒")
    remind_of_records()
    ctx.progress(3, 3, "记录提醒")

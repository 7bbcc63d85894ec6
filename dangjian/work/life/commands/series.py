"""Ending a series of meetings."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict
from dangjian.work.life.models import MeetingSeries
from dangjian.work.life.permissions import PLAN_MEETING


@command(PLAN_MEETING)
def end_series(unit: Unit, *, series_id: UUID) -> MeetingSeries:
    """End a series: no further meeting joins it, nothing is carried over any more; its meetings stay as they are.

    Raises Conflict when it has ended already.
    """
    series = unit.get(MeetingSeries, series_id)
    if series.ended_on is not None:
        raise Conflict("life.series.ended", f"该系列会议已于{series.ended_on}结束。")
    return unit.update(series, ended_on=unit.today)

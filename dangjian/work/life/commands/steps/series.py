"""Putting a new meeting into its series."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput
from dangjian.work.life.models import Meeting, MeetingSeries
from dangjian.work.life.queries.loading.series import last_of, unfinished
from dangjian.work.life.rules.kinds import ItemKind
from dangjian.work.life.rules.planning import PartPlan


def join_series(
    unit: Unit, meeting: Meeting, series_id: UUID | None, *, starts_series: bool
) -> list[tuple[PartPlan, UUID]]:
    """Put a new meeting into its series; returns the items carried over from the last one, with their ids.

    Raises BadInput for a series of another organisation or kind, and for one that has ended.
    """
    if starts_series:
        meeting.series = unit.create(
            MeetingSeries(
                organisation=meeting.organisation, org_path=meeting.org_path, kind=meeting.kind, title=meeting.title
            )
        )
        meeting.number = 1
        return []
    if series_id is None:
        return []
    series = unit.get(MeetingSeries, series_id)
    if series.organisation_id != meeting.organisation_id or series.kind != meeting.kind:
        raise BadInput("life.series.other", "该系列会议属于其他党组织或其他类型。", field="series_id")
    if series.ended_on is not None:
        text = f"系列会议“{series.title}”已于{series.ended_on}结束，请不选系列，或开始新的系列。"
        raise BadInput("life.series.ended", text, field="series_id")
    meeting.series = series
    last = last_of(series)
    meeting.number = last.number + 1 if last else 1
    return [
        (PartPlan(title=part.title, item_kind=ItemKind(part.item_kind), needs_vote=part.needs_vote), part.pk)
        for part in unfinished(last)
    ]

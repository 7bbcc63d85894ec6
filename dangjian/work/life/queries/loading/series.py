"""The last meeting of a series and what it left unfinished."""

from __future__ import annotations

from dangjian.work.life.models import Meeting, MeetingPart, MeetingSeries
from dangjian.work.life.rules.kinds import MeetingState


def last_of(series: MeetingSeries) -> Meeting | None:
    """The meeting of a series that the next one follows; cancelled ones do not count."""
    rows = Meeting.objects.filter(series=series).exclude(state=MeetingState.CANCELLED)
    last: Meeting | None = rows.order_by("-number").first()
    return last


def unfinished(last: Meeting | None) -> list[MeetingPart]:
    """Agenda items of a meeting that stand on the agenda of the next one, in their order."""
    if last is None:
        return []
    return list(MeetingPart.objects.filter(meeting=last, carry_over=True).order_by("position"))

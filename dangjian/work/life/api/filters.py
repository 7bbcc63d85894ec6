"""Query parameters of organisational life."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from dangjian.kernel.http import PageRequest, Schema
from dangjian.work.life.rules.kinds import AttendanceState, MeetingKind, MeetingState, ResolutionState

PeriodKey = Annotated[str, StringConstraints(max_length=8)]


class MeetingFilter(PageRequest):
    """Which meetings to list; an organisation stands for its subtree."""

    organisation_id: UUID | None = None
    kind: MeetingKind | None = None
    state: MeetingState | None = None
    since: date | None = None
    until: date | None = None
    text: str = Field("", max_length=60)


class CalendarFilter(Schema):
    """Days of the calendar."""

    since: date
    until: date
    organisation_id: UUID | None = None
    kind: MeetingKind | None = None


class MineFilter(PageRequest):
    """Own meetings: to come, or past."""

    upcoming: bool = True


class ListFilter(PageRequest):
    """Lines of an attendance list."""

    state: AttendanceState | None = None
    text: str = Field("", max_length=40)


class LeaveFilter(PageRequest):
    """Requests for leave: all that wait, or those of one meeting."""

    meeting_id: UUID | None = None


class CodesFilter(Schema):
    """How many codes at once (30 seconds each)."""

    count: int = Field(4, ge=1, le=240)


class TemplateFilter(Schema):
    """Templates for whom and what."""

    organisation_id: UUID
    kind: MeetingKind | None = None


class SuggestFilter(Schema):
    """A plan for whom and what."""

    organisation_id: UUID
    kind: MeetingKind
    cell_id: UUID | None = None


class ResolutionFilter(PageRequest):
    """Which resolutions to list."""

    organisation_id: UUID | None = None
    state: ResolutionState | None = None
    overdue: bool = False


class TalkFilter(PageRequest):
    """Talks of a branch."""

    organisation_id: UUID
    since: date | None = None
    until: date | None = None


class OpenMeetingFilter(Schema):
    """When the meeting really began, if it is opened afterwards."""

    started_at: AwareDatetime | None = None

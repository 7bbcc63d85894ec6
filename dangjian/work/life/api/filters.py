"""Query parameters of organisational life."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from dangjian.kernel.http import PageRequest, Schema
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    DutyKind,
    MeetingKind,
    MeetingState,
    ResolutionState,
)

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


class LedgerFilter(Schema):
    """Attendance of an organisation between two days."""

    organisation_id: UUID
    since: date
    until: date
    kind: MeetingKind | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.since:
            raise ValueError("截止日期早于起始日期")
        return self


class MatrixFilter(Schema):
    """Period (2026-11, 2026Q4, 2026H2, 2026) and place of the board."""

    period: PeriodKey | None = None
    organisation_id: UUID | None = None
    committees: bool = False
    limit: int = Field(500, ge=1, le=1000)
    after: str = Field("", max_length=80, pattern=r"^[0-9a-z]*$")
    only_open: bool = False


class PlaceFilter(Schema):
    """Period and place."""

    period: PeriodKey | None = None
    organisation_id: UUID | None = None


class StatesFilter(Schema):
    """One organisation's duties."""

    organisation_id: UUID
    period: PeriodKey | None = None
    duty: DutyKind | None = None


class OrgFilter(Schema):
    """One organisation."""

    organisation_id: UUID


class OpenMeetingFilter(Schema):
    """When the meeting really began, if it is opened afterwards."""

    started_at: AwareDatetime | None = None

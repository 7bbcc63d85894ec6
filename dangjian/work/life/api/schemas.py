"""Requests and answers of organisational life."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from dangjian.kernel.http import LongText, Name, PageRequest, Schema
from dangjian.work.life.commands import Tick
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    DutyKind,
    ItemKind,
    MeetingKind,
    MeetingMode,
    MeetingState,
    ResolutionKind,
    ResolutionState,
    TalkOccasion,
    VoteMatter,
    VoteMethod,
)
from dangjian.work.life.rules.planning import PartPlan

Short = Annotated[str, StringConstraints(max_length=120)]
Theme = Annotated[str, StringConstraints(max_length=200)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Link = Annotated[str, StringConstraints(max_length=400, pattern=r"^(https?://\S+)?$")]
PeriodKey = Annotated[str, StringConstraints(max_length=8)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Year = Annotated[int, Field(ge=2018, le=2100)]


class PartIn(Schema):
    """An agenda item; with `id` an existing one is kept with its minutes."""

    id: UUID | None = None
    title: Name
    item_kind: ItemKind = ItemKind.DISCUSSION
    duty: DutyKind | None = None
    presenter_id: UUID | None = None
    needs_vote: bool = False
    vote_matter: VoteMatter | None = None
    carry_over: bool = False

    def plan(self) -> PartPlan:
        """The item as the command takes it."""
        return PartPlan(
            title=self.title,
            item_kind=self.item_kind,
            duty=self.duty,
            presenter_id=self.presenter_id,
            needs_vote=self.needs_vote,
            vote_matter=self.vote_matter.value if self.vote_matter else "",
            carry_over=self.carry_over,
            part_id=self.id,
        )


Parts = Annotated[list[PartIn], Field(max_length=60)]
Ids = Annotated[list[UUID], Field(max_length=2000)]


class _PlanFields(Schema):
    organisation_id: UUID
    kind: MeetingKind
    title: Name
    theme: Theme = ""
    mode: MeetingMode = MeetingMode.ON_SITE
    place: Short = ""
    chair_id: UUID | None = None
    recorder_id: UUID | None = None
    cell_id: UUID | None = None
    evaluation_year: Year | None = None
    parts: Parts = []
    guest_ids: Ids = []

    def arguments(self) -> dict[str, Any]:
        """Arguments of the command."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return {**given, "parts": [part.plan() for part in self.parts]}


class MeetingIn(_PlanFields):
    """A meeting to plan; with `notify` people are told at once."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    online_link: Link = ""
    series_id: UUID | None = None
    starts_series: bool = False
    notify: bool = False


class PastMeetingIn(_PlanFields):
    """A meeting that was held without a plan here."""

    started_at: AwareDatetime
    ended_at: AwareDatetime


class MeetingChange(Schema):
    """What was planned, changed."""

    title: Name
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    mode: MeetingMode
    place: Short = ""
    online_link: Link = ""
    theme: Theme = ""
    chair_id: UUID | None = None
    recorder_id: UUID | None = None
    evaluation_year: Year | None = None


class ReasonIn(Schema):
    """Why."""

    reason: Reason


class EndMeetingIn(Schema):
    """When the meeting ended; now by default."""

    ended_at: AwareDatetime | None = None


class AgendaIn(Schema):
    """The whole agenda."""

    parts: Parts


class MinutesIn(Schema):
    """Minutes of one agenda item as rich text."""

    minutes: LongText


class CheckInBody(Schema):
    """The code of the screen; `device_at` when it was scanned without network."""

    code: Annotated[str, StringConstraints(min_length=3, max_length=90)]
    device_at: AwareDatetime | None = None


class TickIn(Schema):
    """One line of the list entered by hand."""

    attendance_id: UUID
    state: AttendanceState
    reason: Theme = ""
    event_at: AwareDatetime | None = None

    def tick(self) -> Tick:
        """The line as the command takes it."""
        return Tick(self.attendance_id, self.state, self.reason, self.event_at)


class TicksIn(Schema):
    """Lines of the list entered by hand."""

    ticks: Annotated[list[TickIn], Field(min_length=1, max_length=2000)]


class ListChange(Schema):
    """People to put on the list or to take off it."""

    add_due: Ids = []
    add_guests: Ids = []
    remove: Ids = []


class LeaveDecision(Schema):
    """Granted or refused."""

    grant: bool
    note: Theme = ""


class VoteIn(Schema):
    """The figures of a vote. By show of hands issued and returned follow from the hands."""

    method: VoteMethod
    vote_for: Count
    vote_against: Count
    vote_abstain: Count
    ballots_invalid: Count = 0
    ballots_issued: Count | None = None
    ballots_returned: Count | None = None


class ResolutionIn(Schema):
    """A resolution, or a problem to put right with measure, holder and date."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    kind: ResolutionKind = ResolutionKind.RESOLUTION
    problem: Annotated[str, StringConstraints(max_length=400)] = ""
    part_id: UUID | None = None
    holder_id: UUID | None = None
    due_on: date | None = None


class EvidenceIn(Schema):
    """What was done."""

    evidence: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class FilesIn(Schema):
    """Uploaded files to keep with the record."""

    file_ids: Annotated[list[UUID], Field(min_length=1, max_length=60)]
    part_id: UUID | None = None
    caption: Short = ""


class AddendumIn(Schema):
    """A dated addition to an archived record."""

    text: LongText
    reason: Reason


class TalkIn(Schema):
    """A heart-to-heart talk."""

    organisation_id: UUID
    talker_id: UUID
    talked_to_id: UUID
    talked_on: date
    place: Short = ""
    occasion: TalkOccasion = TalkOccasion.REGULAR
    gist: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class ExemptionIn(Schema):
    """A duty that is not asked for in one period."""

    organisation_id: UUID
    duty: DutyKind
    period_key: PeriodKey
    reason: Reason


class TemplateIn(Schema):
    """An agenda to keep."""

    organisation_id: UUID
    kind: MeetingKind
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    title: Short = ""
    theme: Theme = ""
    mode: MeetingMode = MeetingMode.ON_SITE
    place: Short = ""
    minutes_long: Annotated[int, Field(ge=10, le=1440)] = 60
    parts: Parts = []

    def arguments(self) -> dict[str, Any]:
        """Arguments of the command."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return {**given, "parts": [part.plan() for part in self.parts]}


class RepeatedIn(Schema):
    """A draft to compare with earlier minutes."""

    text: LongText


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


class Ref(Schema):
    """A row that was written, with its version where it has one."""

    id: UUID
    version: int | None = None


class MeetingOut(Schema):
    """A meeting in a list."""

    id: UUID
    organisation_id: UUID
    org_name: str
    cell_name: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    title: str
    theme: str
    mode: str
    place: str
    starts_at: datetime
    ends_at: datetime
    held_on: date
    entry_kind: str
    entry_label: str
    due_count: int
    present_count: int
    cancel_reason: str


class LineOut(Schema):
    """A line of the attendance list."""

    id: UUID
    person_id: UUID
    person_name: str
    org_name: str
    role: str
    has_vote: bool
    state: str
    reason: str
    leave_state: str
    source: str
    event_at: datetime | None
    device_at: datetime | None
    recorded_at: datetime | None


class MyMeetingOut(MeetingOut):
    """A meeting with the own line of its list."""

    mine: LineOut


class WaitingLeaveOut(LineOut):
    """A request for leave."""

    meeting_id: UUID
    meeting_title: str
    starts_at: datetime


class TallyOut(Schema):
    """The figures of a list; `rate` in per cent."""

    due: int
    present: int
    remote: int
    leave: int
    absent: int
    exempt: int
    open: int
    non_voting: int
    due_voters: int
    present_voters: int
    adds_up: bool
    rate: Decimal | None


class VoteOut(Schema):
    """The figures of a vote."""

    matter: str
    method: str
    due_voters: int
    present_voters: int
    quorum_needed: int
    is_quorate: bool
    ballots_issued: int
    ballots_returned: int
    vote_for: int
    vote_against: int
    vote_abstain: int
    ballots_invalid: int
    is_passed: bool
    explanation: str


class PartOut(Schema):
    """An agenda item."""

    id: UUID
    version: int
    position: int
    item_kind: str
    duty: str
    title: str
    presenter_id: UUID | None
    presenter_name: str
    needs_vote: bool
    vote_matter: str
    minutes: str
    minutes_by: str
    minutes_at: datetime | None
    carry_over: bool
    is_carried: bool
    vote: VoteOut | None


class ResolutionOut(Schema):
    """A resolution."""

    id: UUID
    version: int
    meeting_id: UUID
    part_id: UUID | None
    kind: str
    problem: str
    text: str
    holder_id: UUID | None
    holder_name: str
    due_on: date | None
    state: str
    closed_at: datetime | None
    closed_by: str
    evidence: str


class ResolutionRowOut(ResolutionOut):
    """A resolution in a list."""

    meeting_title: str
    org_name: str
    held_on: date
    is_overdue: bool


class MeetingFileOut(Schema):
    """A file of the record; bytes at `/api/v1/kernel/files/{file_id}`."""

    id: UUID
    part_id: UUID | None
    file_id: UUID
    file_name: str
    content_type: str
    size: int
    caption: str
    added_by: str
    added_at: datetime


class AddendumOut(Schema):
    """A dated addition."""

    id: UUID
    text: str
    reason: str
    author_name: str
    at: datetime


class CreditOut(Schema):
    """A duty that the record was put to the account of."""

    duty: str
    period_key: str
    satisfies: bool
    reason: str
    part_id: UUID | None


class SeriesOut(Schema):
    """The series of a meeting and its number in it."""

    id: UUID
    title: str
    number: int


class GapOut(Schema):
    """Something the record lacks."""

    code: str
    text: str
    path: str
    is_required: bool


class MeetingDetailOut(MeetingOut):
    """A meeting with its whole record."""

    version: int
    can_manage: bool
    online_link: str
    cell_id: UUID | None
    evaluation_year: int | None
    chair_id: UUID | None
    chair_name: str
    recorder_id: UUID | None
    recorder_name: str
    planner_name: str
    series: SeriesOut | None
    created_at: datetime
    notified_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    recorded_at: datetime | None
    recorder_signed_at: datetime | None
    recorder_signature: str
    chair_signed_at: datetime | None
    chair_signature: str
    archived_at: datetime | None
    returned_reason: str
    due_voters: int
    tally: TallyOut
    parts: list[PartOut]
    resolutions: list[ResolutionOut]
    files: list[MeetingFileOut]
    addenda: list[AddendumOut]
    credits: list[CreditOut]
    mine: LineOut | None
    gaps: list[GapOut]


class MeetingList(Schema):
    """Meetings of the calendar."""

    items: list[MeetingOut]


class AttendancePage(Schema):
    """Lines of a list with its figures."""

    items: list[LineOut]
    next_cursor: str | None
    total: int | None
    tally: TallyOut


class CodeOut(Schema):
    """A code and when it is shown."""

    code: str
    shown_from: datetime


class CodesOut(Schema):
    """Codes for the screen and how many have come."""

    meeting_id: UUID
    renew_seconds: int
    codes: list[CodeOut]
    due: int
    present: int


class RepeatedOut(Schema):
    """A passage that stands in earlier minutes."""

    start: int
    end: int
    passage: str
    meeting_id: UUID
    source: str


class RepeatedList(Schema):
    """Passages found."""

    items: list[RepeatedOut]


class NamesOut(Schema):
    """Names of people."""

    items: list[str]


class TemplatePartOut(Schema):
    """An item of a template."""

    title: str
    item_kind: str
    duty: str
    needs_vote: bool
    vote_matter: str


class TemplateOut(Schema):
    """A template; one that is shipped has no id."""

    id: UUID | None
    version: int | None
    kind: str
    name: str
    title: str
    theme: str
    mode: str
    place: str
    minutes_long: int
    parts: list[TemplatePartOut]
    owner_name: str


class TemplateList(Schema):
    """Templates."""

    items: list[TemplateOut]


class IdNameOut(Schema):
    """Something with a name."""

    id: UUID
    name: str


class SeriesChoice(Schema):
    """A series to continue."""

    id: UUID
    title: str


class JoinableOut(Schema):
    """A duty that is still open and could have an item of its own."""

    duty: str
    label: str
    text: str


class SuggestionOut(Schema):
    """A filled-in plan."""

    title: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: str
    chair_id: UUID | None
    chair_name: str
    recorder_id: UUID | None
    recorder_name: str
    parts: list[TemplatePartOut]
    due_count: int
    cells: list[IdNameOut]
    series: list[SeriesChoice]
    carried: list[str]
    can_join: list[JoinableOut]


class TalkOut(Schema):
    """A talk for those who may read it."""

    id: UUID
    organisation_id: UUID
    talker_id: UUID
    talker_name: str
    talked_to_id: UUID
    talked_to_name: str
    talked_on: date
    place: str
    occasion: str
    occasion_label: str
    gist: str
    recorded_by: str


class LedgerRowOut(Schema):
    """Attendance of one person."""

    person_id: UUID
    person_name: str
    due: int
    present: int
    remote: int
    leave: int
    absent: int
    exempt: int
    rate: Decimal | None


class LedgerOut(Schema):
    """The attendance ledger."""

    items: list[LedgerRowOut]


class PeriodOut(Schema):
    """A period in key and words."""

    key: str
    label: str


class DutyHeadOut(Schema):
    """A column of the board with its totals by status."""

    duty: str
    label: str
    period: str
    explanation: str
    clause: str
    totals: dict[str, int]


class DutyCellOut(Schema):
    """A cell of the board."""

    duty: str
    status: str
    done: int
    required: int
    planned_on: date | None


class MatrixRowOut(Schema):
    """A row of the board."""

    organisation_id: UUID
    org_path: str
    name: str
    parent_id: UUID | None
    cells: list[DutyCellOut]
    needs_action: bool


class MatrixOut(Schema):
    """The board. `next_after` is null on the last page."""

    period: PeriodOut
    duties: list[DutyHeadOut]
    rows: list[MatrixRowOut]
    next_after: str | None


class SummaryCellOut(Schema):
    """How many branches stand how."""

    duty: str
    totals: dict[str, int]


class SummaryRowOut(Schema):
    """An organisation with all its branches added up."""

    organisation_id: UUID
    org_path: str
    name: str
    org_kind: str
    branches: int
    cells: list[SummaryCellOut]


class SummaryOut(Schema):
    """The board added up."""

    period: PeriodOut
    duties: list[DutyHeadOut]
    rows: list[SummaryRowOut]


class StateOut(Schema):
    """One duty in one period with its reason."""

    duty: str
    label: str
    period_key: str
    period_label: str
    status: str
    status_label: str
    required: int
    done: int
    planned_on: date | None
    late_from: date | None
    missing_from: date | None
    text: str
    clause: str
    open_subjects: list[str]
    open_count: int


class RecordOut(Schema):
    """The record a credit comes from."""

    duty: str
    period_key: str
    happened_on: date
    satisfies: bool
    reason: str
    meeting_id: UUID
    meeting_title: str
    meeting_kind: str
    part_id: UUID | None
    part_title: str | None


class ExemptionOut(Schema):
    """An exemption."""

    id: UUID
    duty: str
    period_key: str
    reason: str
    granted_by: str
    created_at: datetime


class StatesOut(Schema):
    """Drill-down of one organisation."""

    organisation_id: UUID
    name: str
    period: PeriodOut
    states: list[StateOut]
    records: list[RecordOut]
    exemptions: list[ExemptionOut]


class UnfinishedOut(Schema):
    """A meeting whose record is not closed."""

    id: UUID
    title: str
    state: str
    held_on: date


class MonthOut(Schema):
    """This month of one organisation."""

    organisation_id: UUID
    name: str
    period: PeriodOut
    states: list[StateOut]
    not_owed: list[StateOut]
    unfinished: list[UnfinishedOut]


class ViolationOut(StateOut):
    """A duty that is late or missing."""

    organisation_id: UUID
    org_name: str


class DoubtOut(Schema):
    """A record that stands out."""

    meeting_id: UUID
    org_name: str
    title: str
    held_on: date
    text: str


class DutyViolationsOut(Schema):
    """What stands out in a period."""

    period: PeriodOut
    duties: list[ViolationOut]
    total: int
    records: list[DoubtOut]

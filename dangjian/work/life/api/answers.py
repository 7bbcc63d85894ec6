"""Answers of organisational life: meetings, lists, talks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from dangjian.kernel.http import Schema


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


class ArrivalOut(Schema):
    """How a sign-in was taken: when the person was there, when the phone scanned, when it reached the platform."""

    person_id: UUID
    person_name: str
    role: str
    state: str
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
    """The series of a meeting, its number in it, and since when the series has ended."""

    id: UUID
    title: str
    number: int
    ended_on: date | None


class GapOut(Schema):
    """Something the record lacks."""

    code: str
    text: str
    path: str
    is_required: bool


class RecordFindingOut(Schema):
    """Something an inspection would note; `number` is that of the inspection list."""

    number: int
    code: str
    text: str


class MeetingDetailOut(MeetingOut):
    """A meeting with its whole record."""

    version: int
    can_manage: bool
    can_keep: bool
    can_sign: bool
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
    findings: list[RecordFindingOut]


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
    """A series to continue, with what its last meeting left unfinished."""

    id: UUID
    title: str
    carried: list[str]


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

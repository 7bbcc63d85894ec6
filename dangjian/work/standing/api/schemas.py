"""Requests and answers of mobile members and members out of contact."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from dangjian.kernel.http import Page, Schema
from dangjian.work.standing.rules.contact import CaseCause, CaseState, DecisionKind, Means
from dangjian.work.standing.rules.stays import Direction, EntryKind, StayState, WhyKept

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=400)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=160)]
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


class StayListed(Schema):
    """A mobile member in a list. `days_overdue`: of the report to the home branch."""

    id: UUID
    person_id: UUID
    person_name: str
    home_name: str
    host_name: str
    state: StayState
    state_label: str
    is_ended: bool
    away_from: date
    expected_until: date
    is_over_time: bool
    direction: Direction
    direction_label: str
    place: str
    contacted_on: date | None
    reported_on: date | None
    report_due_on: date | None
    days_overdue: int
    ended_on: date | None


class StayPage(Page[StayListed]):
    """A page of mobile members."""


class StayEntryOut(Schema):
    """A line of the log: when it happened, and when it was entered."""

    id: UUID
    kind: EntryKind
    kind_label: str
    happened_on: date
    text: str
    entered_by: str
    organisation_name: str
    recorded_at: datetime


class StayBase(StayListed):
    """A stay with its log."""

    version: int
    why_kept: WhyKept
    why_kept_label: str
    remark: str
    registered_by: str
    end_reason: str
    report_text: str
    entries: list[StayEntryOut]


class StayOut(StayBase):
    """A stay, and what the asking person can do with it."""

    can_keep: bool
    can_ask_host: bool
    can_drop_host: bool
    can_answer: bool
    can_confirm: bool


class OwnStays(Schema):
    """One's own stays, newest first."""

    items: list[StayBase]


class StayHostIn(Schema):
    """A branch of the enterprise, or an organisation outside by name."""

    host_id: UUID | None = None
    host_name: Name = ""


class StartStayIn(StayHostIn):
    """A member is away for six months or longer and the relation stays."""

    person_id: UUID
    away_from: date
    expected_until: date
    direction: Direction
    place: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=160)]
    why_kept: WhyKept
    remark: Words = ""


class StayEntryIn(Schema):
    """A contact or report that the home branch notes."""

    kind: EntryKind
    happened_on: date
    text: Told


class StayAttendanceIn(Schema):
    """Attendance that the host confirms."""

    happened_on: date
    text: Told


class AnswerStayIn(Schema):
    """Whether the branch takes the guest in, and what it says about it."""

    accepts: bool
    remark: Words = ""


class StayReasonIn(Schema):
    """Why a host does not take part any more."""

    remark: Told


class EndStayIn(Schema):
    """The member is at home again."""

    ended_on: date
    remark: Told


class StayReportIn(Schema):
    """What a mobile member tells the home branch."""

    text: Told


class ContactCaseListed(Schema):
    """A member out of contact in a list. `earliest_on`: from when on `next_title` may be decided."""

    id: UUID
    person_id: UUID
    person_name: str
    org_name: str
    cause: CaseCause
    cause_label: str
    state: CaseState
    state_label: str
    is_ended: bool
    since: date
    days: int
    attempts: int
    next_title: str
    earliest_on: date | None
    suspended_on: date | None
    found_on: date | None
    ended_on: date | None


class ContactCasePage(Page[ContactCaseListed]):
    """A page of members out of contact."""


class StandingMilestoneOut(Schema):
    """The earliest possible date of a decision, in words with its clause."""

    title: str
    earliest_on: date
    clause: str
    text: str


class ContactAttemptOut(Schema):
    """An attempt to reach somebody: when it was made, and when it was entered."""

    id: UUID
    happened_on: date
    means: Means
    means_label: str
    is_reached: bool
    text: str
    made_by: str
    recorded_at: datetime


class StandingDecisionOut(Schema):
    """A decision: by whom, when, with which document."""

    id: UUID
    kind: DecisionKind
    kind_label: str
    decided_on: date
    body: str
    document_no: str
    remark: str
    until: date | None
    entered_by: str
    recorded_at: datetime


class StandingChoiceOut(Schema):
    """A decision that the asking person can record now."""

    kind: DecisionKind
    label: str
    by_meeting: bool


class ContactCaseOut(ContactCaseListed):
    """A case with its search, its decisions and what can be done."""

    version: int
    reason: str
    opened_by: str
    review_on: date | None
    milestones: list[StandingMilestoneOut]
    attempts_made: list[ContactAttemptOut]
    decisions: list[StandingDecisionOut]
    can_log: bool
    can_decide: list[StandingChoiceOut]


class OpenContactCaseIn(Schema):
    """Contact with a member was lost."""

    person_id: UUID
    since: date
    reason: Told


class ContactAttemptIn(Schema):
    """An attempt to reach somebody."""

    happened_on: date
    means: Means
    is_reached: bool
    text: Told


class SettleContactIn(Schema):
    """What the branch decided itself; `until`: when it looks at it again."""

    kind: Literal[DecisionKind.CONTINUE, DecisionKind.NO_MEASURE]
    decided_on: date
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=160)]
    remark: Words = ""
    until: date | None = None


class DecideStandingIn(Schema):
    """A decision on membership; `until`: the end of 限期改正."""

    kind: Literal[DecisionKind.SUSPEND, DecisionKind.STRIKE_OFF, DecisionKind.CORRECT, DecisionKind.RESTORE]
    decided_on: date
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=160)]
    document_no: Number = ""
    remark: Words = ""
    until: date | None = None

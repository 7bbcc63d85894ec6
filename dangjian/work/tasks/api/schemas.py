"""Requests and answers of supervised tasks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.http import Name, PageRequest, Schema, Text
from dangjian.work.tasks.queries import Wanted
from dangjian.work.tasks.rules.kinds import EntryKind, Lamp, Step, TaskSource, TaskState

Short = Annotated[str, StringConstraints(max_length=160)]
Reason = Annotated[str, StringConstraints(max_length=400)]
Files = Annotated[list[UUID], Field(max_length=20)]
Percent = Annotated[int, Field(ge=0, le=100)]


class TaskRef(Schema):
    """Which task was made or changed."""

    id: UUID


class TaskRowOut(Schema):
    """A task in a list."""

    id: UUID
    title: str
    organisation_id: UUID
    org_name: str
    issuer_name: str
    holder_name: str
    source: TaskSource
    source_label: str
    source_ref: str
    state: TaskState
    state_label: str
    lamp: Lamp
    lamp_label: str
    starts_on: date
    due_on: date
    days_left: int
    percent: int
    extensions: int
    urge_level: int
    parent_id: UUID | None
    depth: int
    parts: int
    parts_closed: int
    parts_late: int


class TaskCountsOut(Schema):
    """Figures of open tasks."""

    open: int
    green: int
    yellow: int
    red: int
    black: int
    to_accept: int
    to_verify: int
    to_decide: int
    closed: int


class TaskTreeOut(Schema):
    """A task with what it was broken down into."""

    items: list[TaskRowOut]
    is_cut: bool


class TaskWholeOut(Schema):
    """The task that a part belongs to."""

    id: UUID
    title: str
    org_name: str


class HelperOut(Schema):
    """Who helps; `subject_id` is the person or the organisation."""

    id: UUID
    subject_id: UUID | None
    name: str
    is_person: bool


class MilestoneOut(Schema):
    """A point on the way."""

    id: UUID
    title: str
    due_on: date
    done_on: date | None
    done_by: str


class TaskExtensionOut(Schema):
    """A request for more time."""

    id: UUID
    old_due_on: date
    wanted_on: date
    reason: str
    asked_by: str
    asked_at: datetime
    is_granted: bool | None
    decided_by: str
    decided_at: datetime | None
    decision_note: str


class TaskEvidenceOut(Schema):
    """A file of evidence."""

    file_id: UUID
    file_name: str
    content_type: str
    size: int


class TaskEntryOut(Schema):
    """One thing that happened."""

    id: UUID
    kind: EntryKind
    kind_label: str
    text: str
    percent: int | None
    state_label: str
    entered_by: str
    at: datetime
    files: list[TaskEvidenceOut]


class SupervisedTaskOut(TaskRowOut):
    """A task with everything about it."""

    version: int
    requirement: str
    source_id: UUID | None
    issuer_id: UUID
    holder_id: UUID | None
    yellow_on: date
    black_on: date
    missed: int
    set_by: str
    set_at: datetime
    submitted_by: str
    verified_by: str
    closed_by: str
    closed_at: datetime | None
    whole: TaskWholeOut | None
    helpers: list[HelperOut]
    milestones: list[MilestoneOut]
    requests: list[TaskExtensionOut]
    entries: list[TaskEntryOut]
    offers: list[Step]


class _Wanted(Schema):
    organisation_id: UUID | None = None
    issuer_id: UUID | None = None
    state: TaskState | None = None
    lamp: Lamp | None = None
    source: TaskSource | None = None
    is_open: bool | None = None
    uppermost: bool = False
    text: Annotated[str, StringConstraints(max_length=60)] = ""

    def wanted(self) -> Wanted:
        """The filters as the query takes them."""
        return Wanted(**{name: getattr(self, name) for name in _Wanted.model_fields})


class TaskFilter(PageRequest, _Wanted):
    """Which tasks to list."""


class TaskFileFilter(_Wanted):
    """Which tasks to export."""

    organisation_id: UUID


class MyTaskFilter(PageRequest):
    """Which of one's own tasks to list."""

    is_open: bool = True


class TaskPlaceFilter(Schema):
    """Figures of which organisation and what is below it."""

    organisation_id: UUID | None = None


class MilestoneIn(Schema):
    """A point on the way."""

    title: Name
    due_on: date


class TaskPartIn(Schema):
    """A part for an organisation below; what is left empty is as in the whole."""

    organisation_id: UUID
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    requirement: Text = ""
    due_on: date | None = None


class TaskIn(Schema):
    """A task to register, and to whom it is given at once."""

    organisation_id: UUID
    title: Name
    requirement: Text = ""
    source: TaskSource
    source_ref: Short = ""
    due_on: date
    resolution_id: UUID | None = None
    milestones: Annotated[list[MilestoneIn], Field(max_length=20)] = []
    parts: Annotated[list[TaskPartIn], Field(max_length=500)] = []


class TaskChangeIn(Schema):
    """What can be corrected before a task is accepted."""

    title: Name
    requirement: Text = ""
    due_on: date


class TaskAssignIn(Schema):
    """To whom a task is given."""

    organisation_id: UUID
    holder_id: UUID | None = None
    helper_organisation_ids: Annotated[list[UUID], Field(max_length=20)] = []
    helper_person_ids: Annotated[list[UUID], Field(max_length=20)] = []
    due_on: date | None = None
    note: Reason = ""


class TaskPartsIn(Schema):
    """Parts for organisations below."""

    parts: Annotated[list[TaskPartIn], Field(min_length=1, max_length=500)]


class TaskNoteIn(Schema):
    """A remark that may stay empty."""

    note: Reason = ""


class TaskProgressIn(Schema):
    """How far a task is."""

    text: Text
    percent: Percent | None = None
    file_ids: Files = []


class MilestoneDoneIn(Schema):
    """When a point on the way was reached."""

    done_on: date
    note: Reason = ""


class TaskExtensionIn(Schema):
    """A request for more time."""

    wanted_on: date
    reason: Reason


class TaskDecisionIn(Schema):
    """The decision on a request for more time."""

    is_granted: bool
    note: Reason = ""


class TaskReportIn(Schema):
    """The report that a task is done."""

    text: Text
    file_ids: Files = []


class TaskReturnIn(Schema):
    """Why a task is sent back."""

    reason: Text
    due_on: date | None = None


class TaskReasonIn(Schema):
    """Why a task is called off."""

    reason: Text


class TaskUrgeIn(Schema):
    """What is asked for at once."""

    text: Reason

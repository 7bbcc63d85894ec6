"""Requests and answers of the development of members."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.foundation.printing.formats import PrintFormat
from dangjian.kernel.http import Page, Schema
from dangjian.work.development.models import NoteKind

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=400)]
Content = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=4000)]
Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)]
Year = Annotated[int, Field(ge=2014, le=2100)]
Rule = Literal["2014", "2026"]


class AdmissionListed(Schema):
    """A development in a list. `admit_from`, `confirm_from`: the earliest legal days of the two meetings."""

    id: UUID
    case_id: UUID
    person_id: UUID
    person_name: str
    organisation_name: str
    category_label: str
    rule_version: str
    state: Literal["running", "done", "refused", "withdrawn"]
    state_label: str
    stage: int
    stage_title: str
    step_number: int
    step_title: str
    now_at: str
    now_with: str
    due_on: date | None
    earliest_on: date | None
    is_late: bool
    is_waiting: bool
    admitted_on: date | None
    admit_from: date | None
    confirm_from: date | None


class AdmissionPage(Page[AdmissionListed]):
    """A page of developments."""


class StageOut(Schema):
    """A column of the pipeline; `items` are those due first."""

    stage: int
    title: str
    count: int
    late: int
    items: list[AdmissionListed]


class DevelopmentBoard(Schema):
    """The pipeline."""

    stages: list[StageOut]


class CandidateOut(Schema):
    """Somebody who can be started."""

    person_id: UUID
    name: str
    organisation_name: str
    category_label: str
    applied_on: date | None


class CandidatePage(Page[CandidateOut]):
    """A page of people who can be started."""


class ScanOut(Schema):
    """A scan of a step."""

    id: UUID
    title: str
    file_id: UUID


class WorkStepOut(Schema):
    """One of the 25 steps with its dates; `state`: done, open, later, none (not on this way)."""

    number: int
    stage: int
    title: str
    clause: str
    state: Literal["done", "open", "later", "none"]
    done_on: date | None
    entered_on: date | None
    earliest_on: date | None
    due_on: date | None
    is_late: bool
    is_provisional: bool
    people: list[str]
    missing: list[str]
    documents: list[ScanOut]
    vote: str


class FolderItem(Schema):
    """A paper that the personal file needs."""

    title: str
    is_present: bool


class PaperOut(Schema):
    """A paper that the system fills in."""

    key: str
    title: str
    is_ready: bool


class NoteCount(Schema):
    """How many notes of a kind there are."""

    kind: str
    title: str
    count: int


class PersonDates(AdmissionListed):
    """A development with the dates of the register."""

    applied_on: date | None
    activist_on: date | None
    target_on: date | None
    joined_on: date | None
    confirmed_on: date | None
    end_reason: str
    steps: list[WorkStepOut]


class AdmissionOut(PersonDates):
    """Everything that the page of one person shows."""

    version: int
    folder: list[FolderItem]
    papers: list[PaperOut]
    note_counts: list[NoteCount]
    objections_open: int
    objections: int
    can_keep: bool
    can_stop: bool
    can_change_rule: bool
    can_archive: bool
    has_notice: bool


class OwnReport(Schema):
    """A thought report of one's own."""

    id: UUID
    happened_on: date
    text: str


class OwnDevelopment(PersonDates):
    """One's own development."""

    reports: list[OwnReport]


class OwnDevelopmentOut(Schema):
    """One's own development, or nothing."""

    development: OwnDevelopment | None


class NoteOut(Schema):
    """A review, a thought report or a course."""

    id: UUID
    kind: str
    kind_label: str
    happened_on: date
    text: str
    written_by: str
    is_own: bool


class ObjectionOut(Schema):
    """An objection to the notice and what became of it."""

    id: UUID
    version: int
    received_on: date
    text: str
    state: Literal["open", "dismissed", "upheld"]
    state_label: str
    finding: str
    closed_on: date | None
    closed_by: str


class KeptOut(Schema):
    """The texts that are kept about a candidate."""

    notes: list[NoteOut]
    objections: list[ObjectionOut]


class StartAdmissionIn(Schema):
    """Who applied, and when. Without `rule`: the edition in force on that day."""

    person_id: UUID
    applied_on: date
    rule: Rule | None = None


class StopAdmissionIn(Schema):
    """Why it ends, and whether the person leaves the register."""

    reason: Why
    leaves_register: bool = False


class ChangeRuleIn(Schema):
    """Under which edition it goes on, and why."""

    rule: Rule
    reason: Why


class CandidateNoteIn(Schema):
    """A review, a thought report on paper or a course."""

    kind: NoteKind
    happened_on: date
    text: Content


class ReportIn(Schema):
    """A thought report of one's own."""

    text: Content


class ObjectionIn(Schema):
    """What was said during the notice."""

    received_on: date
    text: Told


class FindingIn(Schema):
    """What checking an objection found."""

    is_upheld: bool
    finding: Told


class PlanIn(Schema):
    """A yearly plan."""

    organisation_id: UUID
    year: Year
    quota: int = Field(ge=0, le=100_000)
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class PlanOut(Schema):
    """A plan with what was used and what is to come."""

    id: UUID
    version: int
    organisation_id: UUID
    organisation_name: str
    level: int
    quota: int
    note: str
    admitted: int
    forecast: int
    left: int
    is_over: bool
    is_tight: bool


class YearPlans(Schema):
    """The plans of a year; `admitted` and `forecast` are of all one's places, with or without a plan."""

    year: int
    items: list[PlanOut]
    admitted: int
    forecast: int


class PlanQuery(Schema):
    """Which year."""

    year: Year


class PaperQuery(Schema):
    """Which format."""

    file_format: Literal[PrintFormat.WORD, PrintFormat.PDF] = PrintFormat.WORD


class CandidateQuery(Schema):
    """A part of the name."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""

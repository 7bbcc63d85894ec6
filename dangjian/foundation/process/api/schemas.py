"""Requests and answers of the process engine."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.http import Page, Schema

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=400)]
FieldKey = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Number = Annotated[int, Field(ge=-(10**15), le=10**15)]
Value = Annotated[str, StringConstraints(max_length=4000)] | bool | Number | None


class CaseListed(Schema):
    """A case in a list. `due_on` is the earliest date of its open steps."""

    id: UUID
    title: str
    process_key: str
    process_title: str
    organisation_name: str
    starter_name: str
    state: Literal["running", "paused", "done", "refused", "withdrawn"]
    state_label: str
    now_at: str
    now_with: str
    is_unheld: bool
    due_on: date | None
    is_late: bool
    started_on: date


class CasePage(Page[CaseListed]):
    """A page of cases."""


class OfferOut(Schema):
    """A move that the person may make now."""

    move: str
    run_id: UUID | None


class CaseChoiceOut(Schema):
    """One value of a choice."""

    key: str
    title: str


class CaseFieldOut(Schema):
    """A field of a form, with what was filled in already."""

    key: str
    title: str
    kind: str
    hint: str
    is_required: bool
    minimum: int | None
    maximum: int | None
    choices: list[CaseChoiceOut]
    value: str | bool | int | None


class AskedOut(Schema):
    """A document that a step asks for."""

    key: str
    title: str
    is_required: bool


class OutcomeOut(Schema):
    """How a step can end."""

    key: str
    title: str
    agrees: bool
    needs_note: bool


class CasePartOut(Schema):
    """What one person does in a step."""

    id: UUID
    person_id: UUID
    person_name: str
    seat: str
    state: str
    state_label: str
    note: str
    decided_at: datetime | None
    is_mine: bool


class CaseMissingOut(Schema):
    """What keeps a step from being done."""

    kind: str
    text: str


class OpenStepOut(Schema):
    """A step that is being worked on: form, people, dates, what is missing."""

    run_id: UUID
    step_key: str
    title: str
    kind: str
    help: str
    clause: str
    signing: str
    signing_words: str
    percentage: int | None
    needs_vote: bool
    vote_evidence: str
    fields: list[CaseFieldOut]
    asked: list[AskedOut]
    outcomes: list[OutcomeOut]
    round: int
    is_unheld: bool
    entered_on: date
    earliest_on: date | None
    due_on: date | None
    is_provisional: bool
    is_late: bool
    parts: list[CasePartOut]
    missing: list[CaseMissingOut]
    return_to: list[CaseChoiceOut]


class WayOut(Schema):
    """A step that was entered, for the timeline."""

    run_id: UUID
    step_key: str
    title: str
    round: int
    state: str
    state_label: str
    is_current: bool
    entered_on: date
    done_on: date | None
    outcome: str
    people: str


class LaterOut(Schema):
    """A step still to come: the earliest dates on the way of consent."""

    step_key: str
    title: str
    from_on: date
    earliest_on: date
    due_on: date | None
    clause: str
    is_provisional: bool


class FilledOut(Schema):
    """Something that was filled in."""

    step_title: str
    title: str
    value: str


class CaseEntryOut(Schema):
    """A line of the history."""

    id: UUID
    at: datetime
    kind: str
    step_title: str
    person_name: str
    text: str


class CaseDocumentOut(Schema):
    """A document of a case: a file, or a text that the system wrote."""

    id: UUID
    title: str
    step_title: str
    document_key: str
    file_id: UUID | None
    text: str
    added_by: str
    added_at: datetime


class CaseOut(CaseListed):
    """Everything that the page of a case shows."""

    version: int
    purpose: str
    definition_number: int
    rule: str
    organisation_id: UUID
    ended_at: datetime | None
    pause_reason: str
    offers: list[OfferOut]
    steps: list[OpenStepOut]
    way: list[WayOut]
    filled: list[FilledOut]
    history: list[CaseEntryOut]
    documents: list[CaseDocumentOut]
    later: list[LaterOut]


class StartIn(Schema):
    """Which process to start where."""

    process_key: FieldKey
    organisation_id: UUID
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)]
    rule: Annotated[str, StringConstraints(max_length=12)] = ""


class GivenIn(Schema):
    """A file for a document that is asked for, or one more (empty key)."""

    file_id: UUID
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    key: Annotated[str, StringConstraints(max_length=40)] = ""


class CaseVoteIn(Schema):
    """Numbers of a vote, or the reference of the record that has them."""

    due: int = Field(0, ge=0, le=100_000)
    present: int = Field(0, ge=0, le=100_000)
    agree: int = Field(0, ge=0, le=100_000)
    against: int = Field(0, ge=0, le=100_000)
    abstain: int = Field(0, ge=0, le=100_000)
    reference: Annotated[str, StringConstraints(max_length=80)] = ""


class DecideIn(Schema):
    """What a holder fills in and decides."""

    run_id: UUID
    outcome: Annotated[str, StringConstraints(max_length=40)] = ""
    values: dict[FieldKey, Value] = Field(default_factory=dict, max_length=40)
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    documents: list[GivenIn] = Field(default_factory=list, max_length=20)
    vote: CaseVoteIn | None = None


class ReturnIn(Schema):
    """Back to which step, and why."""

    run_id: UUID
    to: FieldKey
    reason: Why


class SomebodyIn(Schema):
    """Whom a move is about, and why."""

    run_id: UUID
    person_id: UUID
    reason: Why


class CaseReasonIn(Schema):
    """Why."""

    reason: Why


class StartableOut(Schema):
    """A process that the person may start."""

    key: str
    title: str
    purpose: str
    rules: list[str]


class StartableList(Schema):
    """Processes that the person may start in an organisation."""

    organisation_name: str
    items: list[StartableOut]


class CasePersonOut(Schema):
    """Somebody to choose."""

    person_id: UUID
    name: str
    seat: str


class CasePeopleList(Schema):
    """At most twenty people to choose from."""

    items: list[CasePersonOut]


class VoteChoiceOut(Schema):
    """A record that the vote of a step can be read from; `problem` says why one cannot be used."""

    reference: str
    title: str
    held_on: date
    problem: str


class VoteChoiceList(Schema):
    """Records to choose from, newest first."""

    items: list[VoteChoiceOut]


class DiagramMarkOut(Schema):
    """How a step of the diagram stands."""

    step_key: str
    state: Literal["done", "open", "returned"]


class DiagramOut(Schema):
    """The diagram of a case's version, and how its steps stand."""

    bpmn: str
    marks: list[DiagramMarkOut]


class BatchItemIn(Schema):
    """A step that waits for the person, at the version that was seen."""

    case_id: UUID
    run_id: UUID
    version: int = Field(ge=1, le=10**9)


class DecideTogetherIn(Schema):
    """One decision about several cases."""

    items: list[BatchItemIn] = Field(min_length=1, max_length=50)
    outcome: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class BatchResultOut(Schema):
    """What became of one case; `problem` is empty where it was decided."""

    case_id: UUID
    title: str
    problem: str


class DecidedTogetherOut(Schema):
    """What became of each."""

    decided: int
    items: list[BatchResultOut]


class WaitingOut(Schema):
    """A step that waits for the person's word and needs nothing but that: no form, paper or vote."""

    case_id: UUID
    run_id: UUID
    version: int
    title: str
    process_title: str
    step_title: str
    organisation_name: str
    starter_name: str
    due_on: date | None
    outcomes: list[OutcomeOut]
    summary: list[FilledOut]


class WaitingList(Schema):
    """Steps to decide together; `others` counts those that have to be opened one by one."""

    items: list[WaitingOut]
    others: int

"""Requests and answers about definitions: versions, drafts, looks, dry runs, migration."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.foundation.process.api.schemas import (
    AskedOut,
    CaseChoiceOut,
    CaseFieldOut,
    FieldKey,
    OutcomeOut,
    Value,
    Why,
)
from dangjian.kernel.http import Page, Schema


class DefinitionListed(Schema):
    """A version of a process in a list."""

    id: UUID
    key: str
    number: int
    title: str
    stage: Literal["draft", "published", "retired"]
    stage_label: str
    is_shipped: bool
    note: str
    version: int
    published_at: datetime | None
    published_by: str


class DefinitionPage(Page[DefinitionListed]):
    """A page of versions."""


class FlawOut(Schema):
    """What is wrong with a definition."""

    level: Literal["error", "warning"]
    step_key: str
    text: str


class DefinitionOut(DefinitionListed):
    """A version with its document and its flaws."""

    document: dict[str, Any]
    flaws: list[FlawOut]
    running: int


class DefinitionIn(Schema):
    """A draft of the next version."""

    document: dict[str, Any] = Field(max_length=40)
    note: Annotated[str, StringConstraints(max_length=200)] = ""
    expected_version: int | None = Field(None, ge=1, le=10**9)
    """Version of the draft that was read; none for a process without a draft."""


class HolderOut(Schema):
    """Who would hold a step. `depends`: on what is filled in or who acts before."""

    step_key: str
    title: str
    names: list[str]
    depends: bool


class HolderList(Schema):
    """Who would hold each step."""

    items: list[HolderOut]


class MigrationIn(Schema):
    """From which version, and which steps become which (step of the old version → step of the new)."""

    from_id: UUID
    mapping: dict[FieldKey, FieldKey] = Field(default_factory=dict, max_length=80)


class MigrateIn(MigrationIn):
    """The plan that was shown, and why."""

    digest: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    reason: Why


class MigratedStepOut(Schema):
    """An open step and what it becomes."""

    before: str
    after: str


class MigrationCaseOut(Schema):
    """What becomes of one case; with problems it stays where it is."""

    case_id: UUID
    title: str
    organisation_name: str
    version: int
    steps: list[MigratedStepOut]
    lost: list[str]
    problems: list[str]


class MigrationOut(Schema):
    """The plan. `digest` has to be sent with the order to carry it out."""

    digest: str
    cases: list[MigrationCaseOut]


class MigratedOut(Schema):
    """How many cases were moved."""

    cases: int


class RetiredOut(Schema):
    """How many versions were retired."""

    versions: int


class ProcessListed(Schema):
    """A process with its versions. `current_id`: the stored version that new cases use; none for a shipped one that
    nobody has used yet."""

    key: str
    title: str
    purpose: str
    is_shipped: bool
    is_own: bool
    stage: Literal["draft", "published", "retired"]
    current_id: UUID | None
    latest_id: UUID | None
    draft_id: UUID | None
    number: int | None
    versions: int
    running: int


class ProcessList(Schema):
    """Every process."""

    items: list[ProcessListed]


class DesignWordsOut(Schema):
    """What a designer may choose from."""

    posts: list[CaseChoiceOut]
    roles: list[CaseChoiceOut]
    actions: list[str]
    evidence: list[str]


class DocumentIn(Schema):
    """A document that is being worked on."""

    document: dict[str, Any] = Field(max_length=40)


class DocumentOut(Schema):
    """A document."""

    document: dict[str, Any]


class LookOut(Schema):
    """What is wrong with a document, and its diagram as BPMN 2.0 without positions."""

    flaws: list[FlawOut]
    bpmn: str


class ReadFileIn(Schema):
    """The text of a BPMN 2.0 file."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]


class ReadFileOut(Schema):
    """What a file says; `notes` is what was assumed."""

    document: dict[str, Any]
    notes: list[str]
    flaws: list[FlawOut]


class VoteTrialIn(Schema):
    """Numbers of a vote in a dry run."""

    due: int = Field(ge=0, le=100_000)
    present: int = Field(ge=0, le=100_000)
    agree: int = Field(ge=0, le=100_000)
    against: int = Field(ge=0, le=100_000)
    abstain: int = Field(ge=0, le=100_000)


class TrialDecisionIn(Schema):
    """What is decided in thought."""

    step_key: FieldKey
    on: date
    outcome: Annotated[str, StringConstraints(max_length=40)] = ""
    values: dict[FieldKey, Value] = Field(default_factory=dict, max_length=40)
    vote: VoteTrialIn | None = None


class DryRunIn(DocumentIn):
    """An invented case: where, since when, under which rules, and everything decided so far."""

    rule: Annotated[str, StringConstraints(min_length=1, max_length=12)]
    started_on: date
    organisation_id: UUID | None = None
    decisions: list[TrialDecisionIn] = Field(default_factory=list, max_length=120)


class TrialStepOut(Schema):
    """A step that is open in a dry run."""

    step_key: str
    title: str
    kind: str
    help: str
    clause: str
    signing_words: str
    needs_vote: bool
    fields: list[CaseFieldOut]
    asked: list[AskedOut]
    outcomes: list[OutcomeOut]
    earliest_on: date | None
    due_on: date | None
    holders: str
    passes_by_itself: bool


class TrialEntryOut(Schema):
    """A step that was entered in a dry run."""

    step_key: str
    title: str
    entered_on: date
    earliest_on: date | None
    due_on: date | None
    is_provisional: bool
    done_on: date | None
    outcome: str


class DryRunOut(Schema):
    """How far the invented case came; `refused` says why decision number `refused_at` could not be taken."""

    state: str
    today: date
    refused: list[str]
    refused_at: int | None
    entries: list[TrialEntryOut]
    open: list[TrialStepOut]
    bpmn: str

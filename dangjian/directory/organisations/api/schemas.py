"""Request and answer schemas of organisations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.directory.organisations.commands import NewBranch, Paper
from dangjian.directory.organisations.enums import BranchKind, ControlType, ElectionMethod, OrgKind
from dangjian.directory.organisations.rules.terms import TermState
from dangjian.directory.organisations.rules.violations import Severity
from dangjian.kernel.http import Page, Schema

FullName = Annotated[str, StringConstraints(min_length=1, max_length=160)]
ShortName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Line = Annotated[str, StringConstraints(max_length=160)]
Document = Annotated[str, StringConstraints(max_length=80)]
Reason = Annotated[str, StringConstraints(max_length=400)]
Code = Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9A-Za-z-]*$")]


class TreeNode(Schema):
    """One organisation in the tree with the people of its subtree."""

    id: UUID
    parent_id: UUID | None
    org_kind: str
    branch_kind: str
    name: str
    full_members: int
    probationary_members: int
    members: int
    children: int


class TreeOut(Schema):
    """The tree on a day; parents come before children."""

    on: date
    nodes: list[TreeNode]


class ChildNode(Schema):
    """One organisation of a level."""

    id: UUID
    parent_id: UUID | None
    org_kind: str
    branch_kind: str
    name: str
    full_members: int
    probationary_members: int
    members: int
    has_children: bool


class ChartNode(Schema):
    """One organisation in the chart."""

    id: UUID
    parent_id: UUID | None
    org_kind: str
    branch_kind: str
    name: str
    secretary: str
    full_members: int
    probationary_members: int
    members: int
    term_state: TermState


class ChoiceOut(Schema):
    """A value with its label."""

    value: str
    label: str


class ChartOut(Schema):
    """The tree for drawing."""

    nodes: list[ChartNode]
    kinds: list[ChoiceOut]


class OrganisationRow(Schema):
    """One line of the list."""

    id: UUID
    parent_id: UUID | None
    parent_name: str
    org_kind: str
    branch_kind: str
    short_name: str
    full_name: str
    org_code: str | None
    secretary: str
    full_members: int
    probationary_members: int
    members: int
    established_on: date | None
    term_end: date | None
    term_state: TermState
    dissolved_on: date | None
    version: int


class OrganisationPage(Page[OrganisationRow]):
    """A page of organisations."""


class OrganisationPick(Schema):
    """One line of a picker."""

    id: UUID
    name: str
    org_kind: str
    parent_name: str


class SuperiorOut(Schema):
    """A superior; `visible` when the asking person may open it."""

    id: UUID
    name: str
    visible: bool


class PostOut(Schema):
    """A post held now."""

    id: UUID
    person_id: UUID
    person_name: str
    post_kind: str
    post_label: str
    started_on: date


class CellOut(Schema):
    """A cell."""

    id: UUID
    name: str
    sort: int
    formed_on: date | None
    people: int


class NamedOut(Schema):
    """Something with a name."""

    id: UUID
    name: str


class OrganisationOut(Schema):
    """One organisation."""

    id: UUID
    version: int
    parent_id: UUID | None
    org_kind: str
    branch_kind: str
    full_name: str
    short_name: str
    org_code: str | None
    org_uid: str | None
    sort: int
    established_on: date | None
    approved_by: str
    approval_no: str
    can_approve_members: bool
    election_method: str
    term_start: date | None
    term_years: int | None
    term_end: date | None
    term_extended_until: date | None
    term_state: TermState
    planned_end_on: date | None
    contact_name: str
    contact_phone: str
    address: str
    territorial_relation: str
    dissolved_on: date | None
    remarks: str
    superiors: list[SuperiorOut]
    posts: list[PostOut]
    full_members: int
    probationary_members: int
    members: int
    suspended_members: int
    other_people: int
    children: int
    cells: list[CellOut]
    units: list[NamedOut]
    may_edit: bool
    may_change_tree: bool
    may_change_as_superior: bool


class VersionRow(Schema):
    """What an organisation was from one day until before another."""

    valid_from: date
    valid_to: date | None
    full_name: str
    short_name: str
    org_kind: str
    branch_kind: str
    parent_id: UUID | None
    parent_name: str
    is_dissolved: bool


class OperationRow(Schema):
    """One change of the tree."""

    id: UUID
    kind: str
    kind_label: str
    happened_on: date
    approved_by: str
    document_no: str
    reason: str
    recorded_by: str
    recorded_at: datetime


class LineageRow(Schema):
    """Which came out of which."""

    source_id: UUID
    source_name: str
    target_id: UUID
    target_name: str
    happened_on: date
    kind: str
    kind_label: str


class FieldChangeRow(Schema):
    """One changed detail."""

    field: str
    old_value: str
    new_value: str
    effective_on: date
    recorded_at: datetime
    recorded_by: str


class HistoryOut(Schema):
    """History of an organisation."""

    versions: list[VersionRow]
    operations: list[OperationRow]
    lineage: list[LineageRow]
    changes: list[FieldChangeRow]


class ClauseOut(Schema):
    """A clause as printed."""

    rule_key: str
    citation: str
    text: str
    is_verified: bool


class ViolationRow(Schema):
    """One finding; either an organisation or a unit."""

    rule_id: str
    severity: Severity
    organisation_id: UUID | None
    unit_id: UUID | None
    name: str
    org_kind: str
    text: str
    advice: str
    clauses: list[ClauseOut]


class ViolationsOut(Schema):
    """All findings."""

    items: list[ViolationRow]
    breaches: int
    warnings: int


class ViolationCountOut(Schema):
    """Numbers of findings."""

    breaches: int
    warnings: int


class PaperIn(Schema):
    """The decision behind a change."""

    approved_by: Line = ""
    document_no: Document = ""
    reason: Reason = ""

    def paper(self) -> Paper:
        """As the commands take it."""
        return Paper(self.approved_by, self.document_no, self.reason)


class EstablishIn(PaperIn):
    """A new organisation. Without a full name the customary one is used."""

    parent_id: UUID | None
    org_kind: OrgKind
    branch_kind: BranchKind | None = None
    short_name: ShortName
    full_name: Line = ""
    org_code: Code | None = None
    org_uid: Annotated[str, StringConstraints(max_length=64)] | None = None
    planned_end_on: date | None = None
    on: date


class UpdateIn(Schema):
    """Changed details; what is left out stays."""

    org_code: Code | None = None
    org_uid: Annotated[str, StringConstraints(max_length=64)] | None = None
    sort: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    established_on: date | None = None
    approved_by: Line | None = None
    approval_no: Document | None = None
    can_approve_members: bool | None = None
    election_method: ElectionMethod | Literal[""] | None = None
    branch_kind: BranchKind | Literal[""] | None = None
    planned_end_on: date | None = None
    contact_name: Document | None = None
    contact_phone: Annotated[str, StringConstraints(max_length=40)] | None = None
    address: Annotated[str, StringConstraints(max_length=200)] | None = None
    territorial_relation: Annotated[str, StringConstraints(max_length=120)] | None = None
    remarks: Reason | None = None

    def given(self) -> dict[str, Any]:
        """The fields that the request named; texts set to null become empty."""
        nullable = {"org_code", "org_uid", "established_on", "planned_end_on", "contact_phone"}
        values = self.model_dump(exclude_unset=True)
        filled = {key: ("" if value is None and key not in nullable else value) for key, value in values.items()}
        return {
            key: value for key, value in filled.items() if not (key in {"sort", "can_approve_members"} and value == "")
        }


class RenameIn(PaperIn):
    """Other names from a day on."""

    short_name: ShortName
    full_name: Line = ""
    on: date


class MoveIn(PaperIn):
    """Another superior."""

    to_parent_id: UUID
    on: date


class MergeIn(PaperIn):
    """Organisations that go up in the one of the address."""

    source_ids: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    on: date


class NewBranchIn(Schema):
    """A branch that comes into being, with its people."""

    short_name: ShortName
    full_name: Line = ""
    person_ids: Annotated[list[UUID], Field(max_length=2000)] = []

    def branch(self) -> NewBranch:
        """As the commands take it."""
        return NewBranch(self.short_name, self.full_name, tuple(self.person_ids))


class SplitIn(PaperIn):
    """Branches that come out of one."""

    branches: Annotated[list[NewBranchIn], Field(min_length=1, max_length=20)]
    on: date


class ChangeKindIn(PaperIn):
    """Another kind; a branch with members names the branches they go to."""

    to_kind: OrgKind
    short_name: Annotated[str, StringConstraints(max_length=80)] = ""
    full_name: Line = ""
    branches: Annotated[list[NewBranchIn], Field(max_length=20)] = []
    on: date


class DissolveIn(PaperIn):
    """The end of an organisation."""

    on: date


class SetTermIn(PaperIn):
    """A new leading body. Without years those of the rule for the kind of organisation."""

    term_start: date
    term_years: Annotated[int, Field(ge=1, le=5)] | None = None
    election_method: ElectionMethod | None = None


class ExtendTermIn(PaperIn):
    """A later election that the superior approved."""

    until: date


class ReminderRow(Schema):
    """A reminder that was sent; `letter_no` when there is a letter to print."""

    id: UUID
    step: str
    label: str
    term_end: date
    sent_on: date
    letter_no: str


class LetterQuery(Schema):
    """As what the letter is printed."""

    form: Literal["pdf", "docx"] = "pdf"


class RefOut(Schema):
    """The organisation that was written."""

    id: UUID
    version: int


class RefsOut(Schema):
    """The organisations that were made."""

    items: list[RefOut]


class CellIn(Schema):
    """A new cell."""

    name: ShortName
    sort: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    on: date


class CellUpdateIn(Schema):
    """A cell's name and place."""

    name: ShortName
    sort: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class EndIn(Schema):
    """A day on which something ends."""

    on: date


class IdOut(Schema):
    """What was written."""

    id: UUID


class UnitIn(Schema):
    """An administrative unit."""

    name: FullName
    parent_id: UUID | None = None
    code: Annotated[str, StringConstraints(max_length=18)] = ""
    is_legal_entity: bool = False
    control_type: ControlType | Literal[""] = ""
    employees: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    sort: Annotated[int, Field(ge=0, le=1_000_000)] = 0

    def details(self) -> dict[str, Any]:
        """All but name and superior."""
        return self.model_dump(exclude={"name", "parent_id"})


class UnitRow(Schema):
    """A unit with the organisations that cover it."""

    id: UUID
    parent_id: UUID | None
    parent_name: str
    name: str
    code: str
    is_legal_entity: bool
    control_type: str
    employees: int | None
    sort: int
    closed_on: date | None
    version: int
    organisations: list[NamedOut]


class UnitPage(Page[UnitRow]):
    """A page of units."""


class LinkUnitsIn(Schema):
    """Units that an organisation covers."""

    unit_ids: Annotated[list[UUID], Field(max_length=200)]


class CountOut(Schema):
    """A number."""

    count: int

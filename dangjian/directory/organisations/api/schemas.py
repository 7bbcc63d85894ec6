"""Answer schemas of organisations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

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


class ForbiddenActOut(Schema):
    """Something that a branch of this kind may not do."""

    act: str
    text: str


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
    forbidden_acts: list[ForbiddenActOut]
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
    title: str
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


class ReminderRow(Schema):
    """A reminder that was sent; `letter_no` when there is a letter to print."""

    id: UUID
    step: str
    label: str
    term_end: date
    sent_on: date
    letter_no: str


class RefOut(Schema):
    """The organisation that was written."""

    id: UUID
    version: int


class RefsOut(Schema):
    """The organisations that were made."""

    items: list[RefOut]


class IdOut(Schema):
    """What was written."""

    id: UUID


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


class CountOut(Schema):
    """A number."""

    count: int


class UnitNode(Schema):
    """One unit in the tree of units."""

    id: UUID
    parent_id: UUID | None
    name: str
    code: str
    employees: int | None
    full_members: int
    organisations: list[NamedOut]

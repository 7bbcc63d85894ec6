"""Request schemas of organisations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.directory.organisations.commands import NewBranch, Paper
from dangjian.directory.organisations.enums import BranchKind, ControlType, ElectionMethod, OrgKind
from dangjian.kernel.http import Schema

FullName = Annotated[str, StringConstraints(min_length=1, max_length=160)]
ShortName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Line = Annotated[str, StringConstraints(max_length=160)]
Document = Annotated[str, StringConstraints(max_length=80)]
Reason = Annotated[str, StringConstraints(max_length=400)]
Code = Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9A-Za-z-]*$")]


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


class LetterQuery(Schema):
    """As what the letter is printed."""

    form: Literal["pdf", "docx"] = "pdf"


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


class LinkUnitsIn(Schema):
    """Units that an organisation covers."""

    unit_ids: Annotated[list[UUID], Field(max_length=200)]

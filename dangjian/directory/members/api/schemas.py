"""Request and answer schemas of people's records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from dangjian.directory.members.enums import (
    ChangeReason,
    ConfirmationStatus,
    IdType,
    JoiningType,
    MobileDirection,
    PersonCategory,
    Sex,
)
from dangjian.kernel.http import Name, Schema
from dangjian.kernel.http.paging import Page

Short = Annotated[str, StringConstraints(max_length=40)]
Line = Annotated[str, StringConstraints(max_length=120)]
Long = Annotated[str, StringConstraints(max_length=200)]
Reason = Annotated[str, StringConstraints(min_length=2, max_length=400)]


class RecordIn(Schema):
    """Fields of a record; what is left out stays as it is."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)] | None = None
    sex: Sex | None = None
    id_type: IdType | None = None
    id_number: Annotated[str, StringConstraints(max_length=30)] | None = None
    birth_date: date | None = None
    ethnic_group: Annotated[str, StringConstraints(pattern=r"^(|\d{2})$")] | None = None
    native_place: Line | None = None
    is_taiwan_origin: bool | None = None
    person_category: PersonCategory | None = None
    applied_on: date | None = None
    activist_on: date | None = None
    target_on: date | None = None
    joined_on: date | None = None
    confirmed_on: date | None = None
    joining_type: JoiningType | Literal[""] | None = None
    confirmation_status: ConfirmationStatus | Literal[""] | None = None
    standing_correction_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    vote_suspended: bool | None = None
    attendance_exempt: bool | None = None
    is_retired: bool | None = None
    is_mobile: bool | None = None
    mobile_since: date | None = None
    mobile_direction: MobileDirection | Literal[""] | None = None
    out_of_contact: bool | None = None
    out_of_contact_since: date | None = None
    is_abroad: bool | None = None
    abroad_since: date | None = None
    league_joined_on: date | None = None
    political_status: Annotated[str, StringConstraints(max_length=2)] | None = None
    education_level: Annotated[str, StringConstraints(pattern=r"^(|\d{2})$")] | None = None
    education_label: Short | None = None
    degree_level: Annotated[str, StringConstraints(pattern=r"^(|\d)$")] | None = None
    school: Line | None = None
    major: Line | None = None
    work_started_on: date | None = None
    unit_and_post: Long | None = None
    department: Line | None = None
    job_title: Line | None = None
    work_post_category: Short | None = None
    professional_title: Annotated[str, StringConstraints(max_length=80)] | None = None
    new_stratum: Annotated[str, StringConstraints(max_length=32)] | None = None
    is_migrant_worker: bool | None = None
    employee_no: Short | None = None
    member_uid: Annotated[str, StringConstraints(max_length=64)] | None = None
    mobile_phone: Annotated[str, StringConstraints(max_length=30)] | None = None
    landline: Short | None = None
    email: Line | None = None
    home_address: Long | None = None
    registered_residence: Long | None = None
    remarks: Annotated[str, StringConstraints(max_length=1000)] | None = None

    def given(self) -> dict[str, Any]:
        """The fields that the request named. Text fields set to null become empty."""
        values = self.model_dump(exclude_unset=True)
        return {key: ("" if value is None and key in _TEXTS else value) for key, value in values.items()}

    @model_validator(mode="after")
    def _normalise(self) -> RecordIn:
        if self.id_number:
            self.id_number = "".join(self.id_number.split()).upper()
        if self.mobile_phone:
            self.mobile_phone = self.mobile_phone.replace(" ", "").replace("-", "").removeprefix("+86")
        return self


_NOT_TEXT = frozenset(
    {"birth_date", "applied_on", "activist_on", "target_on", "joined_on", "confirmed_on", "mobile_since", "member_uid"}
    | {"out_of_contact_since", "abroad_since", "league_joined_on", "work_started_on", "id_number", "mobile_phone"}
    | {"home_address", "registered_residence"}
)
_TEXTS = frozenset(RecordIn.model_fields) - _NOT_TEXT


class RegisterIn(RecordIn):
    """A new person of a branch."""

    organisation_id: UUID
    since: date | None = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    person_category: PersonCategory
    reason: Literal["registered", "admitted", "transferred_in"] = "registered"


class UpdateMemberIn(RecordIn):
    """Changed fields, and since when they are true."""

    effective_on: date | None = None


class MemberRow(Schema):
    """One line of the list."""

    id: UUID
    name: str
    sex: str
    age: int | None
    birth_date: date | None
    ethnic_group: str
    person_category: str
    membership_status: str
    register_state: str
    joined_on: date | None
    confirmed_on: date | None
    standing: str
    education_level: str
    job_title: str
    organisation_id: UUID
    organisation_name: str
    cell_id: UUID | None
    cell_name: str
    department: str
    professional_title: str
    work_post_category: str
    employee_no: str
    is_mobile: bool
    out_of_contact: bool
    is_abroad: bool
    is_retired: bool
    version: int


class MemberPage(Page[MemberRow]):
    """A page of people."""


class PickRow(Schema):
    """One line of a picker."""

    id: UUID
    name: str
    person_category: str
    organisation_id: UUID
    organisation_name: str


class HeldPostRow(Schema):
    """A post of the person."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    post: str
    started_on: date
    ended_on: date | None


class RelationRow(Schema):
    """A stay in a branch."""

    organisation_name: str
    valid_from: date
    valid_to: date | None
    reason: str


class ChangeRow(Schema):
    """A gain or loss."""

    reason: str
    happened_on: date
    recorded_at: datetime
    note: str


class EducationIn(Schema):
    """A stage of education."""

    school: Name
    major: Line = ""
    education_level: Annotated[str, StringConstraints(pattern=r"^(|\d{2})$")] = ""
    degree_level: Annotated[str, StringConstraints(pattern=r"^(|\d)$")] = ""
    started_on: date | None = None
    ended_on: date | None = None
    is_full_time: bool = True


class EducationRow(EducationIn):
    """A stage of education with its id."""

    id: UUID


class AwardIn(Schema):
    """An honour."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=160)]
    given_by: Annotated[str, StringConstraints(max_length=160)] = ""
    given_on: date | None = None
    document_no: Annotated[str, StringConstraints(max_length=80)] = ""


class AwardRow(AwardIn):
    """An honour with its id."""

    id: UUID


class FamilyIn(Schema):
    """A family member."""

    relation: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    unit_and_post: Long = ""
    political_status: Annotated[str, StringConstraints(max_length=2)] = ""


class FamilyRow(FamilyIn):
    """A family member with its id."""

    id: UUID


class OpenCorrection(Schema):
    """A correction that waits."""

    id: UUID
    field: str
    title: str
    asked_at: datetime


class MemberOut(Schema):
    """A whole record."""

    id: UUID
    version: int
    organisation_id: UUID
    organisation_name: str
    cell_id: UUID | None
    cell_name: str
    unit_id: UUID | None
    unit_name: str
    left_on: date | None
    left_reason: str
    suspended_on: date | None
    photo_file_id: UUID | None
    record: dict[str, Any]
    age: int | None
    standing: str
    has_vote: bool
    in_strength: bool
    contact_warning: str
    posts: list[HeldPostRow]
    relations: list[RelationRow]
    changes: list[ChangeRow]
    educations: list[EducationRow]
    awards: list[AwardRow]
    family: list[FamilyRow]
    corrections: list[OpenCorrection]
    is_own: bool
    may_edit: bool
    seen_through: list[str]


class FieldOut(Schema):
    """One field of the record as the pages draw it."""

    name: str
    title: str
    group: str
    kind: str
    choices: list[tuple[str, str]]
    correctable: bool
    is_sensitive: bool


class CatalogueOut(Schema):
    """All fields and groups of the record, and the reasons of change."""

    groups: dict[str, str]
    fields: list[FieldOut]
    leaving_reasons: list[tuple[str, str]]
    dimensions: list[tuple[str, str]]
    education_classes: list[tuple[str, str]]


class RevealIn(Schema):
    """Why sensitive fields are looked at."""

    purpose: Annotated[str, StringConstraints(min_length=2, max_length=200)]


class RevealOut(Schema):
    """Sensitive fields in clear."""

    id_number: str
    mobile_phone: str
    home_address: str
    registered_residence: str


class MovePeopleIn(Schema):
    """People to another branch."""

    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=2000)]
    to_organisation_id: UUID
    on: date
    note: Annotated[str, StringConstraints(max_length=400)] = ""


class AssignCellIn(Schema):
    """People into a cell."""

    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=2000)]
    cell_id: UUID | None


class ChangedOut(Schema):
    """How many rows changed."""

    changed: int


class LeaveIn(Schema):
    """Off the register."""

    reason: ChangeReason
    on: date
    counterpart: Annotated[str, StringConstraints(max_length=160)] = ""
    note: Annotated[str, StringConstraints(max_length=400)] = ""


class StatusIn(Schema):
    """Suspension or restoration."""

    on: date
    note: Reason


class VersionOut(Schema):
    """The row and its new version."""

    id: UUID
    version: int


class LabelOut(Schema):
    """A value of a dimension."""

    key: str
    label: str


class CountsOut(Schema):
    """Numbers by one or two dimensions."""

    row_title: str
    column_title: str
    rows: list[LabelOut]
    columns: list[LabelOut]
    cells: list[list[int]]
    row_sums: list[int]
    total: int


class CorrectionIn(Schema):
    """What should be corrected, and why."""

    field: Short
    new_value: Annotated[str, StringConstraints(max_length=200)]
    reason: Reason
    evidence_file_id: UUID | None = None


class DecisionIn(Schema):
    """Accepted or not, with a word to the member."""

    approve: bool
    note: Annotated[str, StringConstraints(max_length=400)] = ""


class CorrectionRow(Schema):
    """A correction request."""

    id: UUID
    person_id: UUID
    person_name: str
    organisation_name: str
    field: str
    title: str
    old_value: str
    new_value: str
    reason: str
    evidence_file_id: UUID | None
    state: str
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    decision_note: str


class CorrectionPage(Page[CorrectionRow]):
    """A page of correction requests."""


class SavedQueryIn(Schema):
    """A filter under a name."""

    list_name: Short
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    params: dict[str, Any]


class SavedQueryOut(SavedQueryIn):
    """A saved filter."""

    id: UUID

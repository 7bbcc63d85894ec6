"""Requests and answers about the use of dues."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.http import PageRequest, Schema
from dangjian.work.dues.api.schemas import Yuan
from dangjian.work.dues.rules.using import DecidingBody, ExpensePurpose


class DuesPurposeOut(Schema):
    """A purpose that is allowed, with its clause."""

    value: str
    label: str
    clause: str


class DuesBodyOut(Schema):
    """Who may decide."""

    value: str
    label: str


class DuesFundsOut(Schema):
    """What may be spent, and for what."""

    organisation_id: UUID
    org_name: str
    held_fen: int
    owed_up_fen: int
    waiting_fen: int
    available_fen: int
    purposes: list[DuesPurposeOut]
    bodies: list[DuesBodyOut]


class DuesExpenseFilter(PageRequest):
    """Expenses of an organisation and those below it."""

    organisation_id: UUID
    state: Annotated[str, StringConstraints(pattern=r"^(waiting|booked|refused|withdrawn|reversed)?$")] = ""


class DuesEvidenceOut(Schema):
    """A receipt."""

    id: UUID
    file_name: str


class DuesExpenseOut(Schema):
    """One expense."""

    id: UUID
    organisation_id: UUID
    org_name: str
    purpose: str
    purpose_label: str
    clause: str
    amount_fen: int
    spent_on: date
    payee: str
    subject: str
    decided_label: str
    decided_on: date
    state: str
    state_label: str
    recorded_by: str
    recorded_at: datetime
    is_own: bool
    settled_by: str
    settled_at: datetime | None
    settled_reason: str
    reversed_by: str
    reversed_reason: str
    files: list[DuesEvidenceOut]


class DuesExpenseIn(Schema):
    """An expense that was decided together."""

    organisation_id: UUID
    purpose: ExpensePurpose
    amount_yuan: Yuan
    spent_on: date
    payee: Annotated[str, StringConstraints(max_length=80)]
    subject: Annotated[str, StringConstraints(max_length=200)]
    decided_in: DecidingBody
    decided_on: date
    file_ids: Annotated[list[UUID], Field(max_length=20)] = []


class YearPublicityFilter(Schema):
    """A year of an organisation."""

    organisation_id: UUID
    year: Annotated[int, Field(ge=2008, le=2100)]


class PurposeSumOut(Schema):
    """What went to one purpose."""

    purpose_label: str
    count: int
    amount_fen: int


class YearPublicityOut(Schema):
    """Collection and use of a year, without anybody's amount."""

    organisation_id: UUID
    org_name: str
    year: int
    published_months: int
    collected_fen: int
    spent_fen: int
    uses: list[PurposeSumOut]

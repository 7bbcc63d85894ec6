"""Passing dues down, and interest of the account."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.kernel.http import Page, PageRequest, Query, Schema
from dangjian.work.dues import commands, queries
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api.expense_schemas import DuesEvidenceOut
from dangjian.work.dues.api.router import router
from dangjian.work.dues.permissions import CONFIRM_ALLOCATION, RECORD_INTEREST, SEND_ALLOCATION, VIEW_STATEMENT


class DuesAllocationFilter(PageRequest):
    """An organisation and those below it."""

    organisation_id: UUID


class DuesAllocationOut(Schema):
    """Money passed down. `state` is sent, received or reversed."""

    id: UUID
    state: str
    is_own: bool
    organisation_id: UUID
    org_name: str
    from_organisation_id: UUID
    from_name: str
    amount_fen: int
    sent_on: date
    subject: str
    sent_by: str
    received_on: date | None
    received_by: str
    reversed_by: str
    reversed_reason: str


class SendAllocationIn(Schema):
    """Pass dues down."""

    from_organisation_id: UUID
    organisation_id: UUID
    amount_yuan: schemas.Yuan
    sent_on: date
    subject: Annotated[str, StringConstraints(max_length=200)]


class AllocationReceivedIn(Schema):
    """When an allocation arrived."""

    received_on: date


class DuesInterestOut(Schema):
    """Interest of an account."""

    id: UUID
    organisation_id: UUID
    org_name: str
    amount_fen: int
    credited_on: date
    recorded_by: str
    is_reversed: bool
    reversed_by: str
    reversed_reason: str
    files: list[DuesEvidenceOut]


class DuesInterestIn(Schema):
    """Interest that the bank credited."""

    organisation_id: UUID
    amount_yuan: schemas.Yuan
    credited_on: date
    file_ids: Annotated[list[UUID], Field(max_length=5)] = []


_ONE = "/dues/allocations/{uuid:dues_allocation_id}"


@router.get("/dues/allocations", name="list_allocations", action=VIEW_STATEMENT, out=Page[DuesAllocationOut])
def list_allocations(request: HttpRequest, filters: Query[DuesAllocationFilter]) -> Any:
    """党费下拨"""
    return queries.list_allocations(page=filters, organisation_id=filters.organisation_id)


@router.post("/dues/allocations", name="send_allocation", action=SEND_ALLOCATION, out=schemas.DuesRef, status=201)
def send_allocation(request: HttpRequest, body: SendAllocationIn) -> Any:
    """登记下拨"""
    given = body.model_dump()
    amount = schemas.fen(given.pop("amount_yuan"), "amount_yuan") or 0
    return {"id": commands.send_allocation(amount_fen=amount, **given).pk}


@router.post(f"{_ONE}/confirm", name="confirm_allocation", action=CONFIRM_ALLOCATION, out=None)
def confirm_allocation(request: HttpRequest, dues_allocation_id: UUID, body: AllocationReceivedIn) -> Any:
    """确认收到下拨"""
    commands.confirm_allocation(allocation_id=dues_allocation_id, received_on=body.received_on)


@router.post(f"{_ONE}/reverse", name="reverse_allocation", action=SEND_ALLOCATION, out=None)
def reverse_allocation(request: HttpRequest, dues_allocation_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """收回下拨"""
    commands.reverse_allocation(allocation_id=dues_allocation_id, reason=body.reason)


@router.get("/dues/interest", name="list_interest", action=VIEW_STATEMENT, out=Page[DuesInterestOut])
def list_interest(request: HttpRequest, filters: Query[DuesAllocationFilter]) -> Any:
    """党费账户利息"""
    return queries.list_interest(page=filters, organisation_id=filters.organisation_id)


@router.post("/dues/interest", name="record_interest", action=RECORD_INTEREST, out=schemas.DuesRef, status=201)
def record_interest(request: HttpRequest, body: DuesInterestIn) -> Any:
    """登记利息"""
    given = body.model_dump()
    amount = schemas.fen(given.pop("amount_yuan"), "amount_yuan") or 0
    return {"id": commands.record_interest(amount_fen=amount, **given).pk}


@router.post(
    "/dues/interest/{uuid:dues_interest_id}/reverse", name="reverse_interest", action=RECORD_INTEREST, out=None
)
def reverse_interest(request: HttpRequest, dues_interest_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """冲销利息"""
    commands.reverse_interest(interest_id=dues_interest_id, reason=body.reason)

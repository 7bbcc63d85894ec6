"""Routes of the retention engine: `/api/v1/ops/retention`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import StringConstraints

from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema
from dangjian.ops.retention import commands, queries
from dangjian.ops.retention.permissions import APPROVE_RETENTION, HOLD_RETENTION, VIEW_RETENTION
from dangjian.ops.retention.show import show_hold, show_proposal

router = ApiRouter(module="ops", app="retention", tag="保存期限")

Note = Annotated[str, StringConstraints(min_length=2, max_length=200, strip_whitespace=True)]


class RetentionTable(Schema):
    """How many rows of which table."""

    title: str
    rows: int


class RetentionProposalOut(Schema):
    """A proposal to erase, or the signed record of an erasure."""

    id: UUID
    kind: str
    reason: str
    tables: list[RetentionTable]
    row_count: int
    needs_two: bool
    proposed_at: datetime
    due_on: date | None
    is_late: bool
    state: str
    state_label: str
    approved_by: list[str]
    approved_by_me: bool
    decided_at: datetime | None
    note: str
    record: str
    is_genuine: bool | None


class RetentionProposalPage(Page[RetentionProposalOut]):
    """A page of proposals."""


class RetentionQuery(Schema):
    """Only what waits, or everything."""

    waiting: bool = True


class RetentionRefusalIn(Schema):
    """Why the rows are kept for now."""

    note: Note


class RetentionTermOut(Schema):
    """The term of a table and how it is executed."""

    table: str
    title: str
    retention: str
    keeping: str
    keeping_title: str
    can_be_held: bool


class HoldIn(Schema):
    """What is held, why, until when: an account or a table."""

    title: Annotated[str, StringConstraints(min_length=2, max_length=120, strip_whitespace=True)]
    reason: Annotated[str, StringConstraints(min_length=2, max_length=400, strip_whitespace=True)]
    until: date
    account_id: UUID | None = None
    table: Annotated[str, StringConstraints(max_length=80)] = ""


class HoldEndIn(Schema):
    """Why a hold ends before its day."""

    reason: Note


class HoldOut(Schema):
    """A hold."""

    id: UUID
    title: str
    what: str
    reason: str
    until: date
    held_by: str
    held_at: datetime
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    is_active: bool


class HoldPage(Page[HoldOut]):
    """A page of holds."""


@router.get("/retention/proposals", name="list_proposals", action=VIEW_RETENTION, out=RetentionProposalPage)
def list_proposals(request: HttpRequest, filters: Query[RetentionQuery], page: Query[PageRequest]) -> Any:
    """到期数据的清理"""
    return queries.list_proposals(page=page, waiting=filters.waiting)


@router.get("/retention/terms", name="list_terms", action=VIEW_RETENTION, out=list[RetentionTermOut])
def list_terms(request: HttpRequest) -> Any:
    """各类数据的保存期限"""
    return queries.terms()


@router.post(
    "/retention/proposals/{uuid:proposal_id}/approval",
    name="approve_proposal",
    action=APPROVE_RETENTION,
    out=RetentionProposalOut,
    step_up=True,
)
def approve_proposal(request: HttpRequest, proposal_id: UUID) -> Any:
    """核准清理"""
    return show_proposal(commands.approve_proposal(proposal_id=proposal_id))


@router.post(
    "/retention/proposals/{uuid:proposal_id}/refusal",
    name="refuse_proposal",
    action=APPROVE_RETENTION,
    out=RetentionProposalOut,
)
def refuse_proposal(request: HttpRequest, proposal_id: UUID, body: RetentionRefusalIn) -> Any:
    """暂不清理"""
    return show_proposal(commands.refuse_proposal(proposal_id=proposal_id, note=body.note))


@router.get("/retention/holds", name="list_holds", action=HOLD_RETENTION, out=HoldPage)
def list_holds(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """保全"""
    return queries.list_holds(page=page)


@router.post("/retention/holds", name="place_hold", action=HOLD_RETENTION, out=HoldOut, status=201)
def place_hold(request: HttpRequest, body: HoldIn) -> Any:
    """登记保全"""
    return show_hold(commands.place_hold(**body.model_dump()))


@router.post("/retention/holds/{uuid:hold_id}/end", name="end_hold", action=HOLD_RETENTION, out=HoldOut)
def end_hold(request: HttpRequest, hold_id: UUID, body: HoldEndIn) -> Any:
    """解除保全"""
    return show_hold(commands.end_hold(hold_id=hold_id, reason=body.reason))

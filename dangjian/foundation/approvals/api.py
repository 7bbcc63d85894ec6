"""Routes of approvals: `/api/v1/foundation/approvals`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.foundation.approvals import commands, queries
from dangjian.foundation.approvals.permissions import ASK_KEY_DESTRUCTION, DECIDE_APPROVAL, OWN_APPROVALS
from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema

router = ApiRouter(module="foundation", app="approvals", tag="双人核准")

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


class SaidOut(Schema):
    """What one person said."""

    name: str
    role_title: str
    agreed: bool
    note: str
    at: datetime
    is_mine: bool


class ApprovalOut(Schema):
    """A request. `needs` are titles of the roles that still have to agree."""

    id: UUID
    kind: str
    title: str
    details: str
    asked_by: str
    reason: str
    state: str
    state_label: str
    needs: list[str]
    approvals: list[SaidOut]
    is_mine: bool
    may_decide: bool
    may_withdraw: bool
    asked_at: datetime
    expires_at: datetime
    finished_at: datetime | None


class ApprovalPage(Page[ApprovalOut]):
    """A page of requests."""


class ApprovalDecisionIn(Schema):
    """Agreed or not, and why."""

    agreed: bool
    note: Words


class KeyDestructionIn(Schema):
    """Which key, by its number in the inventory."""

    key_id: Annotated[int, Field(ge=0, lt=2**32)]
    reason: Words


@router.get("/approvals", name="list_approvals", action=DECIDE_APPROVAL, out=ApprovalPage)
def list_approvals(request: HttpRequest, filters: Query[queries.ApprovalFilter], page: Query[PageRequest]) -> Any:
    """须两人办理的事项"""
    return queries.list_approvals(filters=filters, page=page)


@router.get("/approvals/mine", name="list_own_approvals", action=OWN_APPROVALS, out=ApprovalPage)
def list_own_approvals(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """我申请的"""
    return queries.my_approvals(page=page)


@router.post(
    "/approvals/{uuid:request_id}/decision",
    name="decide_approval",
    action=DECIDE_APPROVAL,
    out=ApprovalOut,
    step_up=True,
)
def decide_approval(request: HttpRequest, request_id: UUID, body: ApprovalDecisionIn) -> Any:
    """核准或不核准"""
    commands.decide_approval(request_id=request_id, agreed=body.agreed, note=body.note)
    return queries.show_approval(request_id=request_id)


@router.post("/approvals/{uuid:request_id}/withdraw", name="withdraw_approval", action=OWN_APPROVALS, out=ApprovalOut)
def withdraw_approval(request: HttpRequest, request_id: UUID) -> Any:
    """撤回申请"""
    commands.withdraw_approval(request_id=request_id)
    return queries.show_approval(request_id=request_id)


@router.post(
    "/approvals/key-destruction",
    name="ask_key_destruction",
    action=ASK_KEY_DESTRUCTION,
    out=ApprovalOut,
    status=201,
    step_up=True,
)
def ask_key_destruction(request: HttpRequest, body: KeyDestructionIn) -> Any:
    """申请销毁数据密钥"""
    row = commands.ask_key_destruction(key_id=body.key_id, reason=body.reason)
    return queries.show_approval(request_id=row.pk)

"""Statements of platforms: fetched, compared, decided about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Page, PageRequest, Query, Schema
from dangjian.work.dues import commands, queries
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api.router import router
from dangjian.work.dues.jobs import platforms
from dangjian.work.dues.permissions import RECONCILE
from dangjian.work.dues.rules.channels.comparing import Decision


class ChannelStatementIn(Schema):
    """Which statement to fetch."""

    payment_account_id: UUID
    day: date


class ChannelStatementOut(Schema):
    """A statement that was compared with the books."""

    id: UUID
    account_label: str
    org_name: str
    day: date
    lines: int
    total_fen: int
    waiting: int
    compared_at: datetime | None
    compared_by: str


class ChannelStatementFilter(PageRequest):
    """An organisation and those below it."""

    organisation_id: UUID


class StatementDifferenceFilter(ChannelStatementFilter):
    """Differences that wait, or those that are decided."""

    is_open: bool | None = None


class DifferenceChoiceOut(Schema):
    """A decision that fits."""

    value: str
    label: str


class StatementDifferenceOut(Schema):
    """A payment about which a statement and the books differ."""

    id: UUID
    account_label: str
    day: date
    kind_label: str
    transaction_id: str
    order_number: str
    platform_fen: int
    our_fen: int
    what_to_do: str
    choices: list[DifferenceChoiceOut]
    decision_label: str
    note: str
    decided_by: str


class DifferenceDecisionIn(Schema):
    """What people decided, and what they found."""

    decision: Decision
    reason: schemas.Reason


@router.post(
    "/dues/channel-statements",
    name="fetch_statement",
    action=RECONCILE,
    out=schemas.DuesRef,
    status=201,
    keeps_secrets=True,
)
def fetch_statement(request: HttpRequest, body: ChannelStatementIn) -> Any:
    """取支付平台对账单并核对"""
    return {"id": platforms.fetch_statement(account_id=body.payment_account_id, day=body.day)}


@router.get("/dues/channel-statements", name="list_statements", action=RECONCILE, out=Page[ChannelStatementOut])
def list_statements(request: HttpRequest, filters: Query[ChannelStatementFilter]) -> Any:
    """对账记录"""
    return queries.list_statements(page=filters, organisation_id=filters.organisation_id)


@router.get("/dues/statement-differences", name="list_differences", action=RECONCILE, out=Page[StatementDifferenceOut])
def list_differences(request: HttpRequest, filters: Query[StatementDifferenceFilter]) -> Any:
    """对账差异"""
    return queries.list_differences(page=filters, organisation_id=filters.organisation_id, is_open=filters.is_open)


@router.post(
    "/dues/statement-differences/{uuid:statement_difference_id}/settle",
    name="settle_difference",
    action=RECONCILE,
    out=None,
)
def settle_difference(request: HttpRequest, statement_difference_id: UUID, body: DifferenceDecisionIn) -> Any:
    """处理对账差异"""
    commands.settle_difference(difference_id=statement_difference_id, decision=body.decision, reason=body.reason)

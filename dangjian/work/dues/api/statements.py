"""Statements of every level, and passing dues up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from dangjian.kernel.http import Page, Query
from dangjian.work.dues import commands, queries
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api import statement_schemas as shapes
from dangjian.work.dues.api.router import router
from dangjian.work.dues.permissions import CONFIRM_REMITTANCE, SEND_REMITTANCE, VIEW_STATEMENT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/dues/statement", name="get_statement", action=VIEW_STATEMENT, out=shapes.DuesStatementOut)
def get_statement(request: HttpRequest, filters: Query[shapes.DuesStatementFilter]) -> Any:
    """党费汇总表"""
    return queries.statement(**filters.model_dump())


@router.get(
    "/dues/statement/file",
    name="get_statement_file",
    action=VIEW_STATEMENT,
    produces=XLSX,
    summary="导出党费汇总表",
    audit_kind="look",
)
def get_statement_file(request: HttpRequest, filters: Query[shapes.DuesStatementFilter]) -> Any:
    """The statement as a workbook."""
    return HttpResponse(commands.export_statement(**filters.model_dump()), content_type=XLSX)


@router.get("/dues/remittances", name="list_remittances", action=VIEW_STATEMENT, out=Page[shapes.RemittanceOut])
def list_remittances(request: HttpRequest, filters: Query[shapes.RemittanceFilter]) -> Any:
    """党费上缴"""
    return queries.list_remittances(page=filters, organisation_id=filters.organisation_id)


@router.get("/dues/remittance-preview", name="preview_remittance", action=SEND_REMITTANCE, out=shapes.NextRemittanceOut)
def preview_remittance(request: HttpRequest, filters: Query[shapes.NextRemittanceFilter]) -> Any:
    """应上缴党费"""
    return queries.next_remittance(organisation_id=filters.organisation_id, last_month=filters.last_month)


@router.post("/dues/remittances", name="send_remittance", action=SEND_REMITTANCE, out=schemas.DuesRef, status=201)
def send_remittance(request: HttpRequest, body: shapes.SendRemittanceIn) -> Any:
    """登记上缴"""
    return {"id": commands.send_remittance(**body.model_dump()).pk}


@router.post(
    "/dues/remittances/{uuid:remittance_id}/confirm", name="confirm_remittance", action=CONFIRM_REMITTANCE, out=None
)
def confirm_remittance(request: HttpRequest, remittance_id: UUID, body: shapes.ReceivedIn) -> Any:
    """确认收到上缴"""
    commands.confirm_remittance(remittance_id=remittance_id, received_on=body.received_on)


@router.post(
    "/dues/remittances/{uuid:remittance_id}/withdraw", name="withdraw_remittance", action=SEND_REMITTANCE, out=None
)
def withdraw_remittance(request: HttpRequest, remittance_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """撤回上缴"""
    commands.withdraw_remittance(remittance_id=remittance_id, reason=body.reason)

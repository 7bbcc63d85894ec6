"""The board of duties and its drill-down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Query
from dangjian.work.life import commands, queries
from dangjian.work.life.api import answers, duty_answers, filters, requests
from dangjian.work.life.api.router import router
from dangjian.work.life.permissions import EXEMPT_DUTY, VIEW_MATRIX, VIEW_MEETING


@router.get("/matrix", name="get_matrix", action=VIEW_MATRIX, out=duty_answers.MatrixOut)
def get_matrix(request: HttpRequest, filters: Query[filters.MatrixFilter]) -> Any:
    """支部与任务完成情况矩阵"""
    return queries.duty_matrix(**filters.model_dump())


@router.get("/matrix-summary", name="get_matrix_summary", action=VIEW_MATRIX, out=duty_answers.SummaryOut)
def get_matrix_summary(request: HttpRequest, filters: Query[filters.PlaceFilter]) -> Any:
    """按下级组织汇总的完成情况"""
    return queries.matrix_summary(**filters.model_dump())


@router.get("/duties", name="list_duties", action=VIEW_MATRIX, out=duty_answers.StatesOut)
def list_duties(request: HttpRequest, filters: Query[filters.StatesFilter]) -> Any:
    """一个组织的任务明细与依据"""
    return queries.duty_states(**filters.model_dump())


@router.get("/branch-month", name="get_branch_month", action=VIEW_MATRIX, out=duty_answers.MonthOut)
def get_branch_month(request: HttpRequest, filters: Query[filters.OrgFilter]) -> Any:
    """本月要做的事"""
    return queries.branch_month(organisation_id=filters.organisation_id)


@router.get("/violations", name="list_violations", action=VIEW_MATRIX, out=duty_answers.DutyViolationsOut)
def list_violations(request: HttpRequest, filters: Query[filters.PlaceFilter]) -> Any:
    """未完成、临期和存疑记录"""
    return queries.list_violations(**filters.model_dump())


@router.post("/duty-exemptions", name="exempt_duty", action=EXEMPT_DUTY, out=answers.Ref, status=201)
def exempt_duty(request: HttpRequest, body: requests.ExemptionIn) -> Any:
    """同意免于某期要求"""
    return {"id": commands.exempt_duty(**body.model_dump()).pk}


@router.post("/duty-exemptions/{uuid:exemption_id}/withdraw", name="withdraw_exemption", action=EXEMPT_DUTY, out=None)
def withdraw_exemption(request: HttpRequest, exemption_id: UUID, body: requests.ReasonIn) -> Any:
    """撤回免于要求"""
    commands.withdraw_exemption(exemption_id=exemption_id, reason=body.reason)


@router.get("/attendance-ledger", name="list_attendance_ledger", action=VIEW_MEETING, out=duty_answers.LedgerOut)
def list_attendance_ledger(request: HttpRequest, filters: Query[filters.LedgerFilter]) -> Any:
    """考勤台账"""
    items = queries.attendance_ledger(
        organisation_id=filters.organisation_id, since=filters.since, until=filters.until, kind=filters.kind or ""
    )
    return {"items": items}

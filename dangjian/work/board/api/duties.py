"""The board of duties and its drill-down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from dangjian.kernel.http import Query
from dangjian.work.board import queries
from dangjian.work.board.api import answers, filters
from dangjian.work.board.api.router import router
from dangjian.work.life.permissions import VIEW_MATRIX


@router.get("/matrix", name="get_matrix", action=VIEW_MATRIX, out=answers.MatrixOut)
def get_matrix(request: HttpRequest, filters: Query[filters.MatrixFilter]) -> Any:
    """支部与任务完成情况矩阵"""
    return queries.duty_matrix(**filters.model_dump())


@router.get("/matrix-summary", name="get_matrix_summary", action=VIEW_MATRIX, out=answers.SummaryOut)
def get_matrix_summary(request: HttpRequest, filters: Query[filters.PlaceFilter]) -> Any:
    """按下级组织汇总的完成情况"""
    return queries.matrix_summary(**filters.model_dump())


@router.get("/duties", name="list_duties", action=VIEW_MATRIX, out=answers.StatesOut)
def list_duties(request: HttpRequest, filters: Query[filters.StatesFilter]) -> Any:
    """一个组织的任务明细与依据"""
    return queries.duty_states(**filters.model_dump())


@router.get("/branch-month", name="get_branch_month", action=VIEW_MATRIX, out=answers.MonthOut)
def get_branch_month(request: HttpRequest, filters: Query[filters.OrgFilter]) -> Any:
    """本月要做的事"""
    return queries.branch_month(organisation_id=filters.organisation_id)


@router.get("/violations", name="list_violations", action=VIEW_MATRIX, out=answers.DutyViolationsOut)
def list_violations(request: HttpRequest, filters: Query[filters.PlaceFilter]) -> Any:
    """未完成、临期和存疑记录"""
    return queries.list_violations(**filters.model_dump())

"""The monthly run, and mending what was assessed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Page, PageRequest, Query
from dangjian.work.dues import commands, queries
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api.router import router
from dangjian.work.dues.permissions import CORRECT_DUES, RUN_DUES, VIEW_DUES


@router.get("/dues/preview", name="preview_run", action=RUN_DUES, out=schemas.DuesPreviewOut)
def preview_run(request: HttpRequest, filters: Query[schemas.BranchMonth]) -> Any:
    """预览月度核定"""
    return queries.preview(organisation_id=filters.organisation_id, period=filters.period)


@router.get("/dues/runs", name="list_runs", action=VIEW_DUES, out=Page[schemas.DuesRunOut])
def list_runs(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """月度核定记录"""
    return queries.list_runs(page=page)


@router.get("/dues/runs/{uuid:dues_run_id}", name="get_run", action=VIEW_DUES, out=schemas.DuesRunDetailOut)
def get_run(request: HttpRequest, dues_run_id: UUID) -> Any:
    """月度核定进度"""
    return queries.get_run(run_id=dues_run_id)


@router.post("/dues/runs", name="ask_run", action=RUN_DUES, out=schemas.DuesRef, status=202)
def ask_run(request: HttpRequest, body: schemas.BranchMonth) -> Any:
    """核定某月应交党费"""
    return {"id": commands.ask_run(organisation_id=body.organisation_id, period=body.period).pk}


@router.post("/dues/orders/{uuid:dues_order_id}/cancel", name="cancel_order", action=CORRECT_DUES, out=None)
def cancel_order(request: HttpRequest, dues_order_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """撤销某月应交"""
    commands.cancel_order(order_id=dues_order_id, reason=body.reason)


@router.post("/dues/orders/{uuid:dues_order_id}/excuse", name="excuse_order", action=CORRECT_DUES, out=None)
def excuse_order(request: HttpRequest, dues_order_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """登记未交的正当理由"""
    commands.excuse_order(order_id=dues_order_id, reason=body.reason)


@router.post("/dues/orders/{uuid:dues_order_id}/count-again", name="count_order", action=CORRECT_DUES, out=None)
def count_order(request: HttpRequest, dues_order_id: UUID) -> Any:
    """撤回正当理由"""
    commands.count_order_again(order_id=dues_order_id)

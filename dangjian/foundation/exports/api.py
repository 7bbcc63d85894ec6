"""Routes of exports: `/api/v1/foundation/exports`."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from pydantic import StringConstraints

from dangjian.foundation.exports import commands, queries
from dangjian.foundation.exports.permissions import APPROVE_EXPORT, OWN_EXPORTS
from dangjian.foundation.exports.schemas import ExportOut
from dangjian.foundation.exports.show import show_export
from dangjian.kernel.files.serve import serve
from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema

router = ApiRouter(module="foundation", app="exports", tag="数据导出")


class ExportPage(Page[ExportOut]):
    """A page of exports."""


class DecideQuery(Schema):
    """Only what waits, or everything with sensitive columns."""

    everything: bool = False


class ExportDecisionIn(Schema):
    """Agreed or not, and why."""

    agreed: bool
    note: Annotated[str, StringConstraints(min_length=2, max_length=200)]


@router.get("/exports", name="list_exports", action=OWN_EXPORTS, out=ExportPage)
def list_exports(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """我的导出"""
    return queries.my_exports(page=page)


@router.get("/exports/to-decide", name="list_to_decide", action=APPROVE_EXPORT, out=ExportPage)
def list_to_decide(request: HttpRequest, filters: Query[DecideQuery], page: Query[PageRequest]) -> Any:
    """待核准的导出"""
    return queries.exports_to_decide(page=page, everything=filters.everything)


@router.get("/exports/{uuid:export_id}", name="get_export", action=OWN_EXPORTS, out=ExportOut)
def get_export(request: HttpRequest, export_id: UUID) -> Any:
    """导出状态"""
    return queries.my_export(export_id=export_id)


@router.post(
    "/exports/{uuid:export_id}/decision", name="decide_export", action=APPROVE_EXPORT, out=ExportOut, step_up=True
)
def decide_export(request: HttpRequest, export_id: UUID, body: ExportDecisionIn) -> Any:
    """核准或不核准导出"""
    return show_export(commands.decide_export(export_id=export_id, agreed=body.agreed, note=body.note))


@router.get(
    "/exports/{uuid:export_id}/file",
    name="get_export_file",
    action=OWN_EXPORTS,
    produces="*/*",
    step_up=True,
    audit_kind="look",
)
def get_export_file(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """下载导出文件（留痕）"""
    return serve(request, commands.download_export(export_id=export_id), download=True)

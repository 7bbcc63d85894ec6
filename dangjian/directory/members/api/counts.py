"""Routes: counts and saved filters."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field, StringConstraints

from dangjian.directory.members import commands, queries
from dangjian.directory.members.api import schemas
from dangjian.directory.members.api.router import router
from dangjian.directory.members.permissions import EXPORT_MEMBERS, LIST_MEMBERS
from dangjian.directory.members.queries import MemberFilter
from dangjian.foundation.exports.schemas import ExportOut
from dangjian.foundation.exports.show import show_export
from dangjian.kernel.files.names import disposition
from dangjian.kernel.http import EXPORTS, Query, Schema
from dangjian.kernel.permissions import SIGNED_IN

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/member-counts", name="count_members", action=LIST_MEMBERS, out=schemas.CountsOut)
def count_members(request: HttpRequest, filters: Query[MemberFilter], rows: str, columns: str = "") -> Any:
    """按任意两个项目统计党员"""
    return queries.count_members(filters=filters, rows=rows[:40], columns=columns[:40])


@router.get("/member-counts/workbook", name="download_member_counts", action=LIST_MEMBERS, produces="*/*")
def download_member_counts(
    request: HttpRequest, filters: Query[MemberFilter], rows: str, columns: str = ""
) -> HttpResponse:
    """下载党员统计表（Excel）"""
    content = queries.counts_workbook(filters=filters, rows=rows[:40], columns=columns[:40])
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = disposition("党员统计.xlsx", inline=False)
    response["Cache-Control"] = "no-store"
    return response


class MemberExportQuery(Schema):
    """Which columns of the list, as what."""

    columns: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=30)] = []
    form: Literal["xlsx", "csv"] = "xlsx"


@router.get(
    "/member-export",
    name="export_members",
    action=EXPORT_MEMBERS,
    step_up=True,
    budget=EXPORTS,
    produces="*/*",
    audit_kind="look",
)
def export_members(request: HttpRequest, filters: Query[MemberFilter], query: Query[MemberExportQuery]) -> HttpResponse:
    """导出党员列表"""
    content = commands.export_members(filters=filters, columns=query.columns, form=query.form)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if query.form == "csv" else _XLSX)
    response["Content-Disposition"] = disposition(f"党员.{query.form}", inline=False)
    response["Cache-Control"] = "no-store"
    return response


class MemberExportIn(Schema):
    """Which columns, as what, and why; whom, the query says, as it does for the list."""

    columns: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(min_length=1, max_length=30)]
    form: Literal["xlsx", "csv"] = "xlsx"
    reason: Annotated[str, StringConstraints(min_length=4, max_length=200)]


@router.post(
    "/member-exports",
    name="ask_member_export",
    action=EXPORT_MEMBERS,
    out=ExportOut,
    status=201,
    step_up=True,
    budget=EXPORTS,
)
def ask_member_export(request: HttpRequest, filters: Query[MemberFilter], body: MemberExportIn) -> Any:
    """申请导出党员信息（可含敏感栏目，留痕）"""
    asked = commands.ask_member_export(filters=filters, columns=body.columns, form=body.form, reason=body.reason)
    return show_export(asked)


@router.get("/saved-queries", name="list_saved_queries", action=SIGNED_IN, out=list[schemas.SavedQueryOut])
def list_saved_queries(request: HttpRequest, list_name: str) -> Any:
    """本人保存的常用查询"""
    return queries.list_saved_queries(list_name=list_name[:40])


@router.post("/saved-queries", name="save_query", action=SIGNED_IN, out=schemas.SavedQueryOut, status=201)
def save_query(request: HttpRequest, body: schemas.SavedQueryIn) -> Any:
    """保存常用查询"""
    row = commands.save_query(**body.model_dump())
    return {"id": row.id, **body.model_dump()}


@router.delete("/saved-queries/{saved_query_id}", name="delete_saved_query", action=SIGNED_IN)
def delete_saved_query(request: HttpRequest, saved_query_id: UUID) -> None:
    """删除常用查询"""
    commands.delete_saved_query(saved_query_id=saved_query_id)

"""Routes: `/api/v1/ops/privacy` (the register), `/api/v1/ops/my-data` (what is kept about oneself)."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest

from dangjian.foundation.exports.schemas import ExportOut
from dangjian.foundation.exports.show import show_export
from dangjian.kernel.http import EXPORTS, Query, Schema
from dangjian.ops.privacy import commands, queries
from dangjian.ops.privacy.api.router import router
from dangjian.ops.privacy.permissions import OWN_DATA, VIEW_REGISTER


class RegisterField(Schema):
    """A line of the register."""

    field: str
    title: str
    data_class: str
    class_title: str
    purpose: str
    masking: str
    is_sealed: bool
    unsealed_reason: str


class RegisterTable(Schema):
    """A table of the register."""

    table: str
    title: str
    basis: str
    retention: str
    fields: list[RegisterField]


class RegisterQuery(Schema):
    """Personal columns only, or all."""

    personal_only: bool = True


class MyColumn(Schema):
    """A column of what is kept."""

    name: str
    title: str
    data_class: str


class MyTable(Schema):
    """What one table holds about the person; sensitive values are masked."""

    table: str
    title: str
    purpose: str
    basis: str
    retention: str
    count: int
    columns: list[MyColumn]
    rows: list[list[str]]


class MyDataExportIn(Schema):
    """In which form."""

    file_format: Literal["xlsx", "json"]


@router.get("/privacy/register", name="list_register", action=VIEW_REGISTER, out=list[RegisterTable])
def list_register(request: HttpRequest, filters: Query[RegisterQuery]) -> Any:
    """个人信息处理活动记录"""
    return queries.register(personal_only=filters.personal_only)


@router.get("/my-data", name="get_my_data", action=OWN_DATA, out=list[MyTable])
def get_my_data(request: HttpRequest) -> Any:
    """我的数据"""
    return queries.my_data()


@router.post(
    "/my-data/exports",
    name="ask_my_data",
    action=OWN_DATA,
    out=ExportOut,
    status=201,
    step_up=True,
    budget=EXPORTS,
)
def ask_my_data(request: HttpRequest, body: MyDataExportIn) -> Any:
    """导出我的数据"""
    return show_export(commands.ask_my_data(file_format=body.file_format))

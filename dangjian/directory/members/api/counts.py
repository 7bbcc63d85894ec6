"""Routes: counts and saved filters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.members import commands, queries
from dangjian.directory.members.api import schemas
from dangjian.directory.members.api.router import router
from dangjian.directory.members.permissions import LIST_MEMBERS
from dangjian.directory.members.queries import MemberFilter
from dangjian.kernel.http import Query
from dangjian.kernel.permissions import SIGNED_IN


@router.get("/member-counts", name="count_members", action=LIST_MEMBERS, out=schemas.CountsOut)
def count_members(request: HttpRequest, filters: Query[MemberFilter], rows: str, columns: str = "") -> Any:
    """按任意两个项目统计党员"""
    return queries.count_members(filters=filters, rows=rows[:40], columns=columns[:40])


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

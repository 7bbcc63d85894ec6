"""Routes: administrative units."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.organisations import commands, queries
from dangjian.directory.organisations.api import requests, schemas
from dangjian.directory.organisations.api.router import router
from dangjian.directory.organisations.permissions import CHANGE_TREE, MANAGE_UNITS, VIEW_UNITS
from dangjian.kernel.http import PageRequest, Query, if_match, respond


@router.get("/units", name="list_units", action=VIEW_UNITS, out=schemas.UnitPage)
def list_units(request: HttpRequest, page: Query[PageRequest], q: str = "", closed: bool = False) -> Any:
    """行政单位"""
    return queries.list_units(page=page, q=q[:60], closed=closed)


@router.get("/units/tree", name="get_unit_tree", action=VIEW_UNITS, out=list[schemas.UnitNode])
def get_unit_tree(request: HttpRequest) -> Any:
    """行政单位架构"""
    return queries.unit_tree()


@router.get("/units/{uuid:unit_id}", name="get_unit", action=VIEW_UNITS, out=schemas.UnitRow)
def get_unit(request: HttpRequest, unit_id: UUID) -> Any:
    """单位信息"""
    found = queries.unit_detail(unit_id=unit_id)
    return respond(found, etag=found["version"])


@router.post("/units", name="create_unit", action=MANAGE_UNITS, out=schemas.RefOut, status=201)
def create_unit(request: HttpRequest, body: requests.UnitIn) -> Any:
    """登记单位"""
    row = commands.create_unit(name=body.name, parent_id=body.parent_id, details=body.details())
    return respond({"id": row.pk, "version": row.version}, status=201, etag=row.version)


@router.put("/units/{uuid:unit_id}", name="update_unit", action=MANAGE_UNITS, out=schemas.RefOut)
def update_unit(request: HttpRequest, unit_id: UUID, body: requests.UnitIn) -> Any:
    """修改单位"""
    row = commands.update_unit(
        unit_id=unit_id,
        expected_version=if_match(request),
        name=body.name,
        parent_id=body.parent_id,
        details=body.details(),
    )
    return respond({"id": row.pk, "version": row.version}, etag=row.version)


@router.post("/units/{uuid:unit_id}/close", name="close_unit", action=MANAGE_UNITS, out=schemas.RefOut)
def close_unit(request: HttpRequest, unit_id: UUID, body: requests.EndIn) -> Any:
    """注销单位"""
    row = commands.close_unit(unit_id=unit_id, on=body.on)
    return {"id": row.pk, "version": row.version}


@router.put("/organisations/{uuid:organisation_id}/units", name="link_units", action=CHANGE_TREE, out=schemas.CountOut)
def link_units(request: HttpRequest, organisation_id: UUID, body: requests.LinkUnitsIn) -> Any:
    """设置党组织覆盖的单位"""
    return {"count": commands.link_units(organisation_id=organisation_id, unit_ids=body.unit_ids)}

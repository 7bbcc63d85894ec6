"""Routes: tree, list, one organisation, its history, violations."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.organisations import commands, queries
from dangjian.directory.organisations.api import requests, schemas
from dangjian.directory.organisations.api.router import router
from dangjian.directory.organisations.enums import OrgKind, Tree
from dangjian.directory.organisations.permissions import (
    EDIT_ORGANISATION,
    PICK_ORGANISATION,
    VIEW_ORGANISATION,
    VIEW_VIOLATIONS,
)
from dangjian.kernel.http import PageRequest, Query, if_match, respond


@router.get("/organisations", name="list_organisations", action=VIEW_ORGANISATION, out=schemas.OrganisationPage)
def list_organisations(
    request: HttpRequest, filters: Query[queries.OrganisationFilter], page: Query[PageRequest]
) -> Any:
    """查询党组织"""
    return queries.list_organisations(filters=filters, page=page)


@router.get("/organisations/tree", name="get_tree", action=VIEW_ORGANISATION, out=schemas.TreeOut)
def get_tree(request: HttpRequest, on: date | None = None) -> Any:
    """组织架构（可查看某日）"""
    return queries.tree(on=on)


@router.get("/organisations/children", name="list_children", action=PICK_ORGANISATION, out=list[schemas.ChildNode])
def list_children(request: HttpRequest, parent_id: UUID | None = None) -> Any:
    """逐级展开的下级组织"""
    return queries.children(parent_id=parent_id)


@router.get("/organisations/chart", name="get_chart", action=VIEW_ORGANISATION, out=schemas.ChartOut)
def get_chart(request: HttpRequest, root_id: UUID | None = None, tree: Tree | None = None) -> Any:
    """组织架构图"""
    return queries.chart(root_id=root_id, tree=tree)


@router.get(
    "/organisations/pick", name="pick_organisations", action=PICK_ORGANISATION, out=list[schemas.OrganisationPick]
)
def pick_organisations(
    request: HttpRequest,
    q: str = "",
    org_kind: OrgKind | None = None,
    under_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> Any:
    """按名称、拼音或编码选组织；给出编号时只查这一个"""
    return queries.find_organisations(q=q[:60], org_kind=org_kind, under_id=under_id, organisation_id=organisation_id)


@router.get("/organisations/violations", name="list_violations", action=VIEW_VIOLATIONS, out=schemas.ViolationsOut)
def list_violations(request: HttpRequest, filters: Query[queries.ViolationFilter]) -> Any:
    """组织设置问题"""
    return queries.list_violations(filters=filters)


@router.get(
    "/organisations/violations/count", name="count_violations", action=VIEW_VIOLATIONS, out=schemas.ViolationCountOut
)
def count_violations(request: HttpRequest, under_id: UUID | None = None) -> Any:
    """组织设置问题数"""
    return queries.count_violations(under_id=under_id)


@router.get(
    "/organisations/{uuid:organisation_id}",
    name="get_organisation",
    action=VIEW_ORGANISATION,
    out=schemas.OrganisationOut,
)
def get_organisation(request: HttpRequest, organisation_id: UUID) -> Any:
    """党组织信息"""
    found = queries.organisation_detail(organisation_id=organisation_id)
    return respond(found, etag=found["version"])


@router.get(
    "/organisations/{uuid:organisation_id}/history",
    name="get_history",
    action=VIEW_ORGANISATION,
    out=schemas.HistoryOut,
)
def get_history(request: HttpRequest, organisation_id: UUID) -> Any:
    """组织沿革"""
    return queries.organisation_history(organisation_id=organisation_id)


@router.patch(
    "/organisations/{uuid:organisation_id}", name="update_organisation", action=EDIT_ORGANISATION, out=schemas.RefOut
)
def update_organisation(request: HttpRequest, organisation_id: UUID, body: requests.UpdateIn) -> Any:
    """修改党组织信息"""
    row = commands.update_organisation(
        organisation_id=organisation_id, expected_version=if_match(request), values=body.given()
    )
    return respond({"id": row.pk, "version": row.version}, etag=row.version)

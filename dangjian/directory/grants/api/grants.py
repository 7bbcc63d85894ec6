"""Routes: who may do what where, giving, taking back, handing over, confirming."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.grants import commands, queries
from dangjian.directory.grants.api import schemas
from dangjian.directory.grants.api.router import router
from dangjian.directory.grants.permissions import CONFIRM_GRANTS, MANAGE_GRANTS, VIEW_GRANTS
from dangjian.directory.members.permissions import VIEW_MEMBER
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.kernel.http import PageRequest, Query
from dangjian.kernel.permissions import SIGNED_IN


@router.get("/grants", name="list_grants", action=VIEW_GRANTS, out=schemas.GrantPage)
def list_grants(request: HttpRequest, filters: Query[queries.GrantFilter], page: Query[PageRequest]) -> Any:
    """查询授权"""
    return queries.list_grants(filters=filters, page=page)


@router.get("/grants/mine", name="get_my_rights", action=SIGNED_IN, out=schemas.MyRightsOut, remembered=True)
def get_my_rights(request: HttpRequest) -> Any:
    """我的权限"""
    return queries.my_rights()


@router.get("/grants/why", name="explain", action=SIGNED_IN, out=schemas.WhyOut)
def explain(request: HttpRequest, query: Query[schemas.WhyQuery]) -> Any:
    """为什么能看到"""
    return queries.why(action=query.action, organisation_id=query.organisation_id)


@router.get("/grants/why/members/{uuid:person_id}", name="explain_member", action=VIEW_MEMBER, out=queries.ReasonsOut)
def explain_member(request: HttpRequest, person_id: UUID) -> Any:
    """为什么能看到这名党员"""
    return queries.why_member(person_id=person_id)


@router.get(
    "/grants/why/organisations/{uuid:organisation_id}",
    name="explain_organisation",
    action=VIEW_ORGANISATION,
    out=queries.ReasonsOut,
)
def explain_organisation(request: HttpRequest, organisation_id: UUID) -> Any:
    """为什么能看到这个党组织"""
    return queries.why_organisation(organisation_id=organisation_id)


@router.get("/grants/roles", name="list_roles", action=SIGNED_IN, out=schemas.RoleTableOut)
def list_roles(request: HttpRequest) -> Any:
    """角色和权限对照表"""
    return queries.role_table()


@router.get(
    "/organisations/{uuid:organisation_id}/grants", name="list_at", action=VIEW_GRANTS, out=list[schemas.GrantRow]
)
def list_at(request: HttpRequest, organisation_id: UUID) -> Any:
    """谁能管理本组织"""
    return queries.grants_at(organisation_id=organisation_id)


@router.post("/grants", name="grant_role", action=MANAGE_GRANTS, out=schemas.GrantRef, step_up=True, status=201)
def grant_role(request: HttpRequest, body: schemas.GrantIn) -> Any:
    """授权"""
    return {"id": commands.grant_role(**body.model_dump()).pk}


@router.post(
    "/grants/{uuid:grant_id}/revoke", name="revoke_grant", action=MANAGE_GRANTS, out=schemas.GrantRef, step_up=True
)
def revoke_grant(request: HttpRequest, grant_id: UUID, body: schemas.RevokeIn) -> Any:
    """收回授权"""
    return {"id": commands.revoke_grant(grant_id=grant_id, reason=body.reason).pk}


@router.put(
    "/grants/{uuid:grant_id}/expiry", name="set_expiry", action=MANAGE_GRANTS, out=schemas.GrantRef, step_up=True
)
def set_expiry(request: HttpRequest, grant_id: UUID, body: schemas.ExpiryIn) -> Any:
    """调整授权期限"""
    return {"id": commands.set_expiry(grant_id=grant_id, valid_to=body.valid_to, reason=body.reason).pk}


@router.post(
    "/grants/{uuid:grant_id}/hand-over",
    name="hand_over",
    action=MANAGE_GRANTS,
    out=schemas.GrantRef,
    step_up=True,
    status=201,
)
def hand_over(request: HttpRequest, grant_id: UUID, body: schemas.HandOverIn) -> Any:
    """交接授权"""
    return {"id": commands.hand_over(grant_id=grant_id, **body.model_dump()).pk}


@router.get("/grants/reviews", name="list_reviews", action=CONFIRM_GRANTS, out=schemas.ReviewPage)
def list_reviews(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """待确认的授权"""
    return queries.list_reviews(page=page)


@router.post(
    "/grants/{uuid:grant_id}/confirm",
    name="confirm_grant",
    action=CONFIRM_GRANTS,
    out=schemas.GrantRef,
    step_up=True,
)
def confirm_grant(request: HttpRequest, grant_id: UUID, body: schemas.NoteIn) -> Any:
    """确认授权仍然需要"""
    return {"id": commands.confirm_grant(grant_id=grant_id, note=body.note).pk}

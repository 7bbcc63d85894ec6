"""Routes of grants: `/api/v1/directory/grants`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import StringConstraints

from dangjian.directory.grants import commands, queries
from dangjian.directory.grants.permissions import MANAGE_GRANTS, VIEW_GRANTS
from dangjian.directory.members.permissions import VIEW_MEMBER
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema
from dangjian.kernel.permissions import SIGNED_IN

router = ApiRouter(module="directory", app="grants", tag="授权")

Reason = Annotated[str, StringConstraints(min_length=2, max_length=200)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=24)]


class GrantRow(Schema):
    """One grant. `organisation_id` null: the whole enterprise."""

    id: UUID
    account_id: UUID | None
    person_id: UUID | None
    holder_name: str
    role: str
    role_title: str
    organisation_id: UUID | None
    organisation_name: str
    subtree: bool
    valid_from: date
    valid_to: date | None
    source: str
    granted_by: str
    reason: str
    revoked_at: datetime | None
    revoked_by: str
    created_at: datetime


class GrantPage(Page[GrantRow]):
    """A page of grants."""


class ActionOut(Schema):
    """Something that can be allowed."""

    name: str
    title: str


class RightOut(Schema):
    """A right of one's own."""

    role: str
    role_title: str
    note: str
    organisation_id: UUID | None
    organisation_name: str
    subtree: bool
    until: date | None
    source: str
    actions: list[ActionOut]


class MyRightsOut(Schema):
    """One's own rights."""

    name: str
    grants: list[RightOut]


class WhyOut(Schema):
    """Which of one's grants allow something somewhere; `own` when everybody may about themselves."""

    action: str
    action_title: str
    allowed: bool
    own: bool
    grants: list[RightOut]


class WhyQuery(Schema):
    """What and where."""

    action: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    organisation_id: UUID


class GrantableRoleOut(Schema):
    """A role with the names of what it may do."""

    code: str
    title: str
    note: str
    grantable: bool
    actions: list[str]


class ActionRow(Schema):
    """Something that can be allowed: `own` about oneself, `tenant_wide` without a place."""

    name: str
    title: str
    own: bool
    tenant_wide: bool


class RoleTableOut(Schema):
    """Roles and actions."""

    roles: list[GrantableRoleOut]
    actions: list[ActionRow]


class GrantIn(Schema):
    """A role for somebody. Either person or account; no organisation: the whole enterprise."""

    role: Code
    organisation_id: UUID | None
    person_id: UUID | None = None
    account_id: UUID | None = None
    subtree: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    reason: Reason


class RevokeIn(Schema):
    """Why a role is taken back."""

    reason: Reason


class ExpiryIn(Schema):
    """Another end; null for none."""

    valid_to: date | None
    reason: Reason


class GrantRef(Schema):
    """The grant that was written."""

    id: UUID


@router.get("/grants", name="list_grants", action=VIEW_GRANTS, out=GrantPage)
def list_grants(request: HttpRequest, filters: Query[queries.GrantFilter], page: Query[PageRequest]) -> Any:
    """查询授权"""
    return queries.list_grants(filters=filters, page=page)


@router.get("/grants/mine", name="get_my_rights", action=SIGNED_IN, out=MyRightsOut)
def get_my_rights(request: HttpRequest) -> Any:
    """我的权限"""
    return queries.my_rights()


@router.get("/grants/why", name="explain", action=SIGNED_IN, out=WhyOut)
def explain(request: HttpRequest, query: Query[WhyQuery]) -> Any:
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


@router.get("/grants/roles", name="list_roles", action=SIGNED_IN, out=RoleTableOut)
def list_roles(request: HttpRequest) -> Any:
    """角色和权限对照表"""
    return queries.role_table()


@router.get("/organisations/{uuid:organisation_id}/grants", name="list_at", action=VIEW_GRANTS, out=list[GrantRow])
def list_at(request: HttpRequest, organisation_id: UUID) -> Any:
    """谁能管理本组织"""
    return queries.grants_at(organisation_id=organisation_id)


@router.post("/grants", name="grant_role", action=MANAGE_GRANTS, out=GrantRef, step_up=True, status=201)
def grant_role(request: HttpRequest, body: GrantIn) -> Any:
    """授权"""
    return {"id": commands.grant_role(**body.model_dump()).pk}


@router.post("/grants/{uuid:grant_id}/revoke", name="revoke_grant", action=MANAGE_GRANTS, out=GrantRef, step_up=True)
def revoke_grant(request: HttpRequest, grant_id: UUID, body: RevokeIn) -> Any:
    """收回授权"""
    return {"id": commands.revoke_grant(grant_id=grant_id, reason=body.reason).pk}


@router.put("/grants/{uuid:grant_id}/expiry", name="set_expiry", action=MANAGE_GRANTS, out=GrantRef, step_up=True)
def set_expiry(request: HttpRequest, grant_id: UUID, body: ExpiryIn) -> Any:
    """调整授权期限"""
    return {"id": commands.set_expiry(grant_id=grant_id, valid_to=body.valid_to, reason=body.reason).pk}

"""Routes: standing in for a colleague."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.grants import commands, queries
from dangjian.directory.grants.api import schemas
from dangjian.directory.grants.api.router import router
from dangjian.directory.grants.permissions import DELEGATE, OWN_GRANTS


@router.get("/grants/delegations", name="list_delegations", action=OWN_GRANTS, out=schemas.DelegationsOut)
def list_delegations(request: HttpRequest) -> Any:
    """我委托的和委托给我的"""
    return queries.my_delegations()


@router.post(
    "/grants/{uuid:grant_id}/delegate",
    name="delegate_role",
    action=DELEGATE,
    out=schemas.GrantRef,
    status=201,
    step_up=True,
)
def delegate_role(request: HttpRequest, grant_id: UUID, body: schemas.DelegationIn) -> Any:
    """委托同事代理"""
    return {"id": commands.delegate_role(grant_id=grant_id, **body.model_dump()).pk}


@router.post("/grants/delegations/{uuid:grant_id}/end", name="end_delegation", action=OWN_GRANTS, out=schemas.GrantRef)
def end_delegation(request: HttpRequest, grant_id: UUID, body: schemas.RevokeIn) -> Any:
    """结束代理"""
    return {"id": commands.end_delegation(grant_id=grant_id, reason=body.reason).pk}

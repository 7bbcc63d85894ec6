"""Routes of tokens: `/api/v1/identity/{own/tokens,tokens}`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.identity.tokens import commands, queries, rules
from dangjian.identity.tokens.models import ApiToken
from dangjian.identity.tokens.permissions import USE_TOKEN, WATCH_TOKEN
from dangjian.kernel import clock
from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema
from dangjian.kernel.permissions import registry

router = ApiRouter(module="identity", app="tokens", tag="接口令牌")

ScopeName = Annotated[str, StringConstraints(max_length=80)]


class TokenIn(Schema):
    """A token for one program."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]
    scopes: Annotated[list[ScopeName], Field(min_length=1, max_length=60)]
    days: Annotated[int, Field(ge=1, le=rules.LONGEST_DAYS)]
    networks: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""


class TokenOut(Schema):
    id: UUID
    name: str
    owner: str
    hint: str
    scopes: list[str]
    """Titles of what it may do."""
    networks: str
    state: Literal["living", "ended", "revoked"]
    ends_at: datetime
    created_at: datetime
    last_used_at: datetime | None
    last_address: str
    revoked_by: str


class TokenList(Schema):
    items: list[TokenOut]


class FreshTokenOut(TokenOut):
    """With the text of the token, shown once."""

    token: str


class TokenScopeOut(Schema):
    name: str
    title: str
    reads_only: bool


class TokenScopeList(Schema):
    items: list[TokenScopeOut]


@router.get("/own/tokens", name="list_own_tokens", action=USE_TOKEN, out=TokenList)
def list_own_tokens(request: HttpRequest) -> dict[str, Any]:
    """One's tokens, newest first."""
    return {"items": [_shown(row) for row in queries.own_tokens()]}


@router.get("/own/token-scopes", name="list_token_scopes", action=USE_TOKEN, out=TokenScopeList)
def list_token_scopes(request: HttpRequest) -> dict[str, Any]:
    """What one may hand on to a program."""
    return {"items": queries.own_scopes()}


@router.post(
    "/own/tokens",
    name="create_token",
    action=USE_TOKEN,
    out=FreshTokenOut,
    status=201,
    keeps_secrets=True,
    step_up=True,
)
def create_token(request: HttpRequest, body: TokenIn) -> dict[str, Any]:
    """A new token; the answer holds its text, shown once."""
    row, text = commands.create_token(name=body.name, scopes=body.scopes, days=body.days, networks=body.networks)
    return {**_shown(row), "token": text}


@router.delete("/own/tokens/{uuid:token_id}", name="revoke_own_token", action=USE_TOKEN)
def revoke_own_token(request: HttpRequest, token_id: UUID) -> None:
    """Take one's token back; it opens nothing from now on."""
    commands.revoke_own_token(token_id=token_id)


@router.get("/tokens", name="list_tokens", action=WATCH_TOKEN, out=Page[TokenOut])
def list_tokens(request: HttpRequest, page: Query[PageRequest]) -> dict[str, Any]:
    """Every token of the enterprise, newest first."""
    found = queries.all_tokens(page=page)
    return {**found, "items": [_shown(row) for row in found["items"]]}


@router.delete("/tokens/{uuid:token_id}", name="revoke_token", action=WATCH_TOKEN)
def revoke_token(request: HttpRequest, token_id: UUID) -> None:
    """Take anybody's token back."""
    commands.revoke_token(token_id=token_id)


def _shown(row: ApiToken) -> dict[str, Any]:
    known = registry.actions()
    state = "revoked" if row.revoked_at else "ended" if clock.now() >= row.ends_at else "living"
    return {
        "id": row.pk,
        "name": row.name,
        "owner": row.account.display_name,
        "hint": row.hint,
        "scopes": [known[name].title if name in known else name for name in row.scopes],
        "networks": row.networks,
        "state": state,
        "ends_at": row.ends_at,
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "last_address": row.last_address,
        "revoked_by": row.revoked_by,
    }

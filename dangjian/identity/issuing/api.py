"""Routes of naming people to other systems: `/api/v1/identity/{authorization,own/consents,clients}`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.identity.accounts.visit import visit_of
from dangjian.identity.issuing import commands, flows, loading, queries, rules
from dangjian.identity.issuing.permissions import AUTHORISE, MANAGE_CLIENT
from dangjian.kernel.actor import current_actor
from dangjian.kernel.crypto.jose import new_signing_key
from dangjian.kernel.errors import BadInput
from dangjian.kernel.http import ApiRouter, Schema, if_match

router = ApiRouter(module="identity", app="issuing", tag="身份授权")

_NAMES = "|".join(
    (
        *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge"),
        *("code_challenge_method", "prompt", "max_age", "response_mode", "request", "request_uri"),
    )
)
AskedName = Annotated[str, StringConstraints(pattern=f"^({_NAMES})$")]
"""The standard has others ignored: the page leaves them out."""
AskedText = Annotated[str, StringConstraints(max_length=4000)]
Scope = Literal["openid", "profile", "organisation", "offline_access"]
RedirectUri = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class AskedBody(Schema):
    """The parameters with which a system sent the browser here."""

    parameters: Annotated[dict[AskedName, AskedText], Field(max_length=30)]


class DecisionBody(Schema):
    parameters: Annotated[dict[AskedName, AskedText], Field(max_length=30)]
    agrees: bool


class ScopeOut(Schema):
    name: str
    text: str


class QuestionOut(Schema):
    """What to ask the person; with `redirect_to` there is nothing to ask."""

    client_name: str
    scopes: list[ScopeOut]
    redirect_to: str


class RedirectOut(Schema):
    redirect_to: str


class ConsentOut(Schema):
    id: UUID
    client_name: str
    scopes: list[ScopeOut]
    given_at: datetime


class ClientBody(Schema):
    """A system as it is registered; redirect addresses are compared letter by letter."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    redirect_uris: Annotated[list[RedirectUri], Field(min_length=1, max_length=10)]
    scopes: Annotated[list[Scope], Field(max_length=4)]
    is_on: bool = True


class ClientOut(Schema):
    id: UUID
    version: int
    name: str
    client_id: str
    redirect_uris: list[str]
    scopes: list[str]
    is_on: bool
    people: int
    """How many people agreed."""


class ClientsOut(Schema):
    issuer: str
    """To be entered in the other system."""
    items: list[ClientOut]


class ClientSecretOut(Schema):
    """Shown once: a digest is kept."""

    id: UUID
    client_id: str
    secret: str


@router.post(
    "/authorization/look-up",
    name="look_at_request",
    action=AUTHORISE,
    out=QuestionOut,
    keeps_secrets=True,
    audit_kind="none",
)
def look_at_request(request: HttpRequest, body: AskedBody) -> dict[str, Any]:
    """What a system asks for; where the person agreed before, where to go on."""
    question = flows.look_at(visit_of(request), body.parameters, _base(request))
    return {
        "client_name": question.client.name,
        "scopes": _scopes(question.scopes),
        "redirect_to": question.redirect_to,
    }


@router.post("/authorization", name="decide_request", action=AUTHORISE, out=RedirectOut, keeps_secrets=True)
def decide_request(request: HttpRequest, body: DecisionBody) -> dict[str, str]:
    """Agree, or refuse, to be named to a system."""
    address = flows.decide(visit_of(request), body.parameters, _base(request), agrees=body.agrees)
    return {"redirect_to": address}


@router.get("/own/consents", name="list_own_consents", action=AUTHORISE, out=list[ConsentOut])
def list_own_consents(request: HttpRequest) -> list[dict[str, Any]]:
    """Systems to which one agreed to be named."""
    return [
        {
            "id": row.pk,
            "client_name": row.client.name,
            "scopes": _scopes(tuple(row.scopes)),
            "given_at": row.given_at,
        }
        for row in queries.own_consents()
    ]


@router.delete("/own/consents/{uuid:consent_id}", name="delete_own_consent", action=AUTHORISE)
def delete_own_consent(request: HttpRequest, consent_id: UUID) -> None:
    """Take one's agreement back; everything issued for it ends at once."""
    commands.revoke_consent(consent_id=consent_id)


@router.get("/clients", name="list_clients", action=MANAGE_CLIENT, out=ClientsOut)
def list_clients(request: HttpRequest) -> dict[str, Any]:
    """Registered systems, and the issuer that they are given."""
    issuer = flows.issuer_of(_base(request), loading.tenant_code(current_actor().tenant_id))
    return {"issuer": issuer, "items": [_shown(row) for row in queries.list_clients()]}


@router.post(
    "/clients",
    name="create_client",
    action=MANAGE_CLIENT,
    out=ClientSecretOut,
    status=201,
    keeps_secrets=True,
    step_up=True,
)
def create_client(request: HttpRequest, body: ClientBody) -> dict[str, Any]:
    """Register a system; the answer holds its secret, shown once."""
    values = _values(body)
    key = None if queries.has_key() else new_signing_key()
    client, secret = commands.create_client(values=values, key=key)
    return {"id": client.pk, "client_id": client.client_id, "secret": secret}


@router.put("/clients/{uuid:client_id}", name="update_client", action=MANAGE_CLIENT, out=ClientOut, step_up=True)
def update_client(request: HttpRequest, client_id: UUID, body: ClientBody) -> dict[str, Any]:
    """Change a system; needs If-Match."""
    commands.update_client(client_id=client_id, expected_version=if_match(request), values=_values(body))
    return _shown(queries.get_client(client_id=client_id))


@router.post(
    "/clients/{uuid:client_id}/secret",
    name="renew_secret",
    action=MANAGE_CLIENT,
    out=ClientSecretOut,
    keeps_secrets=True,
    step_up=True,
)
def renew_secret(request: HttpRequest, client_id: UUID) -> dict[str, Any]:
    """Give a system another secret, shown once."""
    client, secret = commands.renew_secret(client_id=client_id)
    return {"id": client.pk, "client_id": client.client_id, "secret": secret}


@router.delete("/clients/{uuid:client_id}", name="delete_client", action=MANAGE_CLIENT, step_up=True)
def delete_client(request: HttpRequest, client_id: UUID) -> None:
    """Remove a system with everything that people agreed to for it."""
    commands.delete_client(client_id=client_id)


@router.post("/client-key", name="replace_key", action=MANAGE_CLIENT, status=204, step_up=True)
def replace_key(request: HttpRequest) -> None:
    """Sign identity tokens with another key from now on."""
    commands.replace_key(key=new_signing_key())


def _values(body: ClientBody) -> dict[str, Any]:
    for address in body.redirect_uris:
        flaw = rules.redirect_flaw(address)
        if flaw:
            raise BadInput("identity.client.redirect_uri", flaw, field="redirect_uris")
    scopes = sorted({"openid", *body.scopes}, key=list(rules.SCOPES).index)
    return {**body.model_dump(), "redirect_uris": list(dict.fromkeys(body.redirect_uris)), "scopes": scopes}


def _scopes(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"name": name, "text": text} for name, text in rules.SCOPES.items() if name in names]


def _shown(row: Any) -> dict[str, Any]:
    names = ("version", "name", "client_id", "redirect_uris", "scopes", "is_on", "people")
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


def _base(request: HttpRequest) -> str:
    return settings.PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"

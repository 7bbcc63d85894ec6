"""Routes of sign-on by other providers: `/api/v1/identity/{sign-on,providers,own/identities}`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.identity.accounts.permissions import OWN_SIGN_IN
from dangjian.identity.accounts.visit import visit_of
from dangjian.identity.providers import commands, flows, queries, setting_up
from dangjian.identity.providers.loading import buttons, callback_path
from dangjian.identity.providers.models import Provider
from dangjian.identity.providers.permissions import MANAGE_PROVIDER, SIGN_ON
from dangjian.kernel.http import ApiRouter, Schema, if_match, respond

router = ApiRouter(module="identity", app="providers", tag="统一登录")

Kind = Literal["oidc", "cas", "ldap", "dingtalk", "feishu", "wecom", "weixin"]
Surface = Literal["console", "phone"]
Password = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=False)]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]{1,40}$")]
ParameterText = Annotated[str, StringConstraints(max_length=4000)]


class ButtonOut(Schema):
    """A way to sign in."""

    id: UUID
    kind: Kind
    name: str


class BeginBody(Schema):
    surface: Surface = "console"


class AddressOut(Schema):
    """Where to send the browser."""

    address: str


class FinishBody(Schema):
    """The parameters with which the provider sent the browser back."""

    parameters: Annotated[dict[ParameterName, ParameterText], Field(max_length=20)]


class ArrivedOut(Schema):
    """What the way ended with: signed in (the session says how far), or linked."""

    purpose: Literal["sign_in", "link"]
    surface: str


class PasswordSignOnBody(Schema):
    identifier: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    password: Password
    surface: Surface = "console"


class PasswordLinkBody(Schema):
    identifier: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    password: Password


class OwnIdentityOut(Schema):
    id: UUID
    kind: Kind
    provider_name: str
    label: str
    linked_at: datetime
    last_used_at: datetime | None


class OwnIdentitiesOut(Schema):
    items: list[OwnIdentityOut]
    choices: list[ButtonOut]
    """Providers of the enterprise that are not linked yet."""


class ProviderBody(Schema):
    """A provider as it is set up. An empty secret leaves the one that is kept."""

    kind: Kind
    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    address: Annotated[str, StringConstraints(max_length=300)] = ""
    client_id: Annotated[str, StringConstraints(max_length=200)] = ""
    secret: Annotated[str, StringConstraints(max_length=400)] = ""
    extra: Annotated[str, StringConstraints(max_length=200)] = ""
    name_attribute: Annotated[str, StringConstraints(max_length=40)] = ""


class SwitchBody(Schema):
    is_on: bool


class ProviderOut(Schema):
    id: UUID
    version: int
    kind: Kind
    name: str
    address: str
    client_id: str
    has_secret: bool
    extra: str
    name_attribute: str
    is_on: bool
    linked: int
    """How many accounts are linked."""
    callback_address: str
    """To be registered with the provider."""


class FindingOut(Schema):
    is_fine: bool
    text: str


class TrialOut(Schema):
    """What a test of the connection found."""

    is_fine: bool
    findings: list[FindingOut]


@router.get("/sign-on/providers", name="list_buttons", action=SIGN_ON, out=list[ButtonOut])
def list_buttons(request: HttpRequest) -> list[dict[str, Any]]:
    """Ways to sign in beside the password, for the sign-in page."""
    return [_button(row) for row in buttons()]


@router.post(
    "/sign-on/{uuid:provider_id}/begin", name="begin_sign_on", action=SIGN_ON, out=AddressOut, keeps_secrets=True
)
def begin_sign_on(request: HttpRequest, provider_id: UUID, body: BeginBody) -> dict[str, str]:
    """Begin to sign in at a provider; the browser is to be sent to the answered address."""
    address = flows.begin(visit_of(request), provider_id=provider_id, surface=body.surface, base=_base(request))
    return {"address": address}


@router.post(
    "/sign-on/{uuid:provider_id}/finish", name="finish_sign_on", action=SIGN_ON, out=ArrivedOut, keeps_secrets=True
)
def finish_sign_on(request: HttpRequest, provider_id: UUID, body: FinishBody) -> dict[str, str]:
    """Complete a way to a provider with the parameters that it sent back."""
    return _home(request, flows.finish(visit_of(request), provider_id=provider_id, given=body.parameters))


@router.post(
    "/sign-on/{uuid:provider_id}/password", name="sign_on_here", action=SIGN_ON, out=ArrivedOut, keeps_secrets=True
)
def sign_on_here(request: HttpRequest, provider_id: UUID, body: PasswordSignOnBody) -> dict[str, str]:
    """Sign in by name and password of a directory (LDAP)."""
    arrived = flows.sign_in_here(
        visit_of(request),
        provider_id=provider_id,
        name=body.identifier,
        password=body.password,
        surface=body.surface,
    )
    return _home(request, arrived)


@router.get("/own/identities", name="list_own_identities", action=OWN_SIGN_IN, out=OwnIdentitiesOut)
def list_own_identities(request: HttpRequest) -> dict[str, Any]:
    """One's own links, and what could be linked."""
    return {
        "items": [
            {
                "id": row.pk,
                "kind": row.provider.kind,
                "provider_name": row.provider.name,
                "label": row.label,
                "linked_at": row.created_at,
                "last_used_at": row.last_used_at,
            }
            for row in queries.own_identities()
        ],
        "choices": [_button(row) for row in queries.own_choices()],
    }


@router.post(
    "/own/identities/{uuid:provider_id}/begin",
    name="begin_link",
    action=OWN_SIGN_IN,
    out=AddressOut,
    keeps_secrets=True,
    step_up=True,
    audit_kind="none",
)
def begin_link(request: HttpRequest, provider_id: UUID, body: BeginBody) -> dict[str, str]:
    """Begin to link one's account at a provider."""
    address = flows.begin(
        visit_of(request), provider_id=provider_id, surface=body.surface, base=_base(request), link=True
    )
    return {"address": address}


@router.post(
    "/own/identities/{uuid:provider_id}/password",
    name="link_here",
    action=OWN_SIGN_IN,
    status=204,
    keeps_secrets=True,
    step_up=True,
)
def link_here(request: HttpRequest, provider_id: UUID, body: PasswordLinkBody) -> None:
    """Link one's account of a directory (LDAP) by its name and password."""
    flows.link_here(visit_of(request), provider_id=provider_id, name=body.identifier, password=body.password)


@router.delete("/own/identities/{uuid:linked_identity_id}", name="delete_link", action=OWN_SIGN_IN, step_up=True)
def delete_link(request: HttpRequest, linked_identity_id: UUID) -> None:
    """Take one of one's links off."""
    commands.unlink_identity(identity_id=linked_identity_id)


@router.get("/providers", name="list_providers", action=MANAGE_PROVIDER, out=list[ProviderOut])
def list_providers(request: HttpRequest) -> list[dict[str, Any]]:
    """The providers of the enterprise."""
    return [_shown(request, row) for row in queries.list_providers()]


@router.get("/providers/{uuid:provider_id}", name="get_provider", action=MANAGE_PROVIDER, out=ProviderOut)
def get_provider(request: HttpRequest, provider_id: UUID) -> Any:
    """One provider."""
    row = queries.get_provider(provider_id=provider_id)
    return respond(_shown(request, row), etag=row.version)


@router.post(
    "/providers",
    name="create_provider",
    action=MANAGE_PROVIDER,
    out=ProviderOut,
    status=201,
    keeps_secrets=True,
    step_up=True,
)
def create_provider(request: HttpRequest, body: ProviderBody) -> dict[str, Any]:
    """Add a provider; it is switched off until its connection was tested."""
    row = commands.create_provider(values=setting_up.values_of(body.model_dump()))
    return _shown(request, queries.get_provider(provider_id=row.pk))


@router.put(
    "/providers/{uuid:provider_id}", name="update_provider", action=MANAGE_PROVIDER, out=ProviderOut, step_up=True
)
def update_provider(request: HttpRequest, provider_id: UUID, body: ProviderBody) -> dict[str, Any]:
    """Change a provider; needs If-Match. Its kind stays."""
    kept = queries.get_provider(provider_id=provider_id)
    changes = setting_up.changes_of(kept, body.model_dump())
    commands.update_provider(provider_id=provider_id, expected_version=if_match(request), changes=changes)
    return _shown(request, queries.get_provider(provider_id=provider_id))


@router.patch(
    "/providers/{uuid:provider_id}", name="switch_provider", action=MANAGE_PROVIDER, out=ProviderOut, step_up=True
)
def switch_provider(request: HttpRequest, provider_id: UUID, body: SwitchBody) -> dict[str, Any]:
    """Switch a provider on or off; needs If-Match."""
    commands.update_provider(provider_id=provider_id, expected_version=if_match(request), changes={"is_on": body.is_on})
    return _shown(request, queries.get_provider(provider_id=provider_id))


@router.delete("/providers/{uuid:provider_id}", name="delete_provider", action=MANAGE_PROVIDER, step_up=True)
def delete_provider(request: HttpRequest, provider_id: UUID) -> None:
    """Remove a provider with all links to it."""
    commands.delete_provider(provider_id=provider_id)


@router.post(
    "/providers/{uuid:provider_id}/trial",
    name="try_provider",
    action=MANAGE_PROVIDER,
    out=TrialOut,
    audit_kind="none",
    keeps_secrets=True,
)
def try_provider(request: HttpRequest, provider_id: UUID) -> dict[str, Any]:
    """Test the connection to a provider; nothing is changed."""
    findings = setting_up.try_out(queries.get_provider(provider_id=provider_id))
    return {"is_fine": all(finding.is_fine for finding in findings), "findings": findings}


def _button(row: Provider) -> dict[str, Any]:
    return {"id": row.pk, "kind": row.kind, "name": row.name}


def _base(request: HttpRequest) -> str:
    return settings.PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def _home(request: HttpRequest, arrived: flows.Arrived) -> dict[str, str]:
    """Hand a new session to the browser."""
    visit = visit_of(request)
    if arrived.entered is not None:
        visit.new_token, visit.new_device = arrived.entered.token, arrived.entered.device
    return {"purpose": arrived.purpose, "surface": arrived.surface}


def _shown(request: HttpRequest, row: Any) -> dict[str, Any]:
    names = ("version", "kind", "name", "address", "client_id", "extra", "name_attribute", "is_on", "linked")
    shown = {name: getattr(row, name) for name in names}
    return shown | {
        "id": row.pk,
        "has_secret": bool(row.secret),
        "callback_address": _base(request) + callback_path(row.pk) if row.kind != "ldap" else "",
    }

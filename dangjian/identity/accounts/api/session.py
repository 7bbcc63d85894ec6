"""Signing in and out, and who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from dangjian.foundation.messaging.permissions import OWN_MESSAGES
from dangjian.foundation.messaging.queries import unread_count
from dangjian.identity.accounts.api.router import router
from dangjian.identity.accounts.api.schemas import (
    ActivationBody,
    AssertionBody,
    CodeBody,
    DemoPersonOut,
    DemoSignInBody,
    LinkHolderOut,
    PasskeyOptionsOut,
    SessionOut,
    SignInBody,
    StepUpBody,
    TokenBody,
)
from dangjian.identity.accounts.demo import demo_people
from dangjian.identity.accounts.entering import Entered
from dangjian.identity.accounts.flows import links, sign_in
from dangjian.identity.accounts.middleware import build_actor, held_grants, restriction
from dangjian.identity.accounts.networks import within_reach
from dangjian.identity.accounts.passkeys import Assertion, Site
from dangjian.identity.accounts.permissions import ACTIVATE, ADMINISTRATOR_ROLES, OWN_SIGN_IN, SIGN_IN
from dangjian.identity.accounts.ports import place_of
from dangjian.identity.accounts.second_factor import kinds
from dangjian.identity.accounts.sessions import SignedIn, load_session
from dangjian.identity.accounts.validators import PolicyValidator
from dangjian.identity.accounts.visit import csrf_token, visit_of
from dangjian.kernel.actor import Actor, Grant, acting_as
from dangjian.kernel.models import Tenant
from dangjian.kernel.permissions import registry

CONSOLE_ROLES = frozenset({"branch_officer", "branch_secretary", "office", "leader", *ADMINISTRATOR_ROLES})


@router.get("/session", name="get_session", action=SIGN_IN, out=SessionOut)
def get_session(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, in which roles, and what may be done; also answers before signing in."""
    visit = visit_of(request)
    return describe(visit.session, visit.address)


@router.post("/session", name="create_session", action=SIGN_IN, out=SessionOut, status=201, keeps_secrets=True)
def create_session(request: HttpRequest, body: SignInBody) -> dict[str, Any]:
    """Sign in by account name or phone and password; with a second factor the answer's stage is `second_factor`."""
    entered = sign_in.sign_in(
        visit_of(request), identifier=body.identifier, password=body.password, surface=body.surface
    )
    return take_home(request, entered)


@router.post("/session/second-factor", name="give_second_factor", action=SIGN_IN, out=SessionOut, keeps_secrets=True)
def give_second_factor(request: HttpRequest, body: CodeBody) -> dict[str, Any]:
    """Complete a log-in with a code of the authenticator app or a recovery code."""
    return take_home(request, sign_in.give_second_factor(visit_of(request), proof=body.code))


@router.post(
    "/session/passkey/challenge", name="ask_for_passkey", action=SIGN_IN, out=PasskeyOptionsOut, keeps_secrets=True
)
def ask_for_passkey(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to have a passkey sign: after the password, or for a step-up."""
    return {"options": sign_in.ask_for_passkey(visit_of(request), site=Site(request.get_host()))}


@router.post("/session/passkey", name="give_passkey", action=SIGN_IN, out=SessionOut, keeps_secrets=True)
def give_passkey(request: HttpRequest, body: AssertionBody) -> dict[str, Any]:
    """Complete a log-in with a passkey."""
    return take_home(request, sign_in.give_second_factor(visit_of(request), proof=_signed(request, body)))


@router.post(
    "/session/step-up", name="step_up_session", action=OWN_SIGN_IN, out=SessionOut, keeps_secrets=True, remembered=True
)
def step_up_session(request: HttpRequest, body: StepUpBody) -> dict[str, Any]:
    """Authenticate again for an operation that answered `identity.step_up_required`."""
    proof = _signed(request, body.passkey) if body.passkey is not None else body.code
    return renew(request, sign_in.step_up(visit_of(request), password=body.password, proof=proof))


@router.delete("/session", name="delete_session", action=SIGN_IN)
def delete_session(request: HttpRequest, keep_store: bool = False) -> None:
    """Sign out. The browser is told to clear its store; with `keep_store` the page does, but for what waits there."""
    sign_in.sign_out(visit_of(request))
    visit_of(request).signed_out = True
    visit_of(request).keeps_store = keep_store


@router.get("/demo-people", name="list_demo_people", action=SIGN_IN, out=list[DemoPersonOut])
def list_demo_people(request: HttpRequest) -> list[dict[str, Any]]:
    """The invented people of the demo mode, for the log-in page; empty outside it."""
    return [
        {"account_id": person.pk, "name": person.display_name, "note": person.demo_note} for person in demo_people()
    ]


@router.post(
    "/demo-session", name="create_demo_session", action=SIGN_IN, out=SessionOut, status=201, keeps_secrets=True
)
def create_demo_session(request: HttpRequest, body: DemoSignInBody) -> dict[str, Any]:
    """Sign in as a demo person by one click; works in the demo mode only."""
    return take_home(request, sign_in.sign_in_demo(visit_of(request), account_id=body.account_id, surface=body.surface))


@router.post("/activation/look-up", name="look_up_link", action=ACTIVATE, out=LinkHolderOut, keeps_secrets=True)
def look_up_link(request: HttpRequest, body: TokenBody) -> dict[str, Any]:
    """Whose one-time link this is and what it is for."""
    link = links.look_up(visit_of(request), token=body.token)
    return {
        "purpose": link.purpose,
        "login_name": link.account.login_name,
        "name": link.account.display_name,
        "second_factor": link.account.second_factor_at is not None,
        "password_rule": PolicyValidator().get_help_text(),
    }


@router.post("/activation", name="activate_account", action=ACTIVATE, out=SessionOut, status=201, keeps_secrets=True)
def activate_account(request: HttpRequest, body: ActivationBody) -> dict[str, Any]:
    """Set the password by a one-time link and sign in; a second factor is still asked for."""
    entered = links.activate(visit_of(request), token=body.token, password=body.password, surface=body.surface)
    return take_home(request, entered)


def _signed(request: HttpRequest, body: AssertionBody) -> tuple[Site, Assertion]:
    signed = Assertion(body.credential_id, body.client_data, body.authenticator_data, body.signature)
    return Site(request.get_host()), signed


def take_home(request: HttpRequest, entered: Entered) -> dict[str, Any]:
    """Hand a new session to the browser and describe it."""
    visit_of(request).new_device = entered.device
    return renew(request, entered.token)


def renew(request: HttpRequest, token: str) -> dict[str, Any]:
    """Hand a new token to the browser and describe its session."""
    visit = visit_of(request)
    visit.new_token, visit.session = token, load_session(token)
    return describe(visit.session, visit.address)


def describe(session: SignedIn | None, address: str) -> dict[str, Any]:
    """The answer of `SessionOut` for a session used from an address."""
    if session is None:
        return {"stage": "none", "demo": settings.DEMO_MODE}
    start = {"stage": session.stage, "demo": settings.DEMO_MODE, "csrf_token": csrf_token(session)}
    if session.second_factor_at is not None:
        start["second_factors"] = kinds(session.account_id)
    if not session.is_complete:
        return start
    held = held_grants(session)
    reason = restriction(session, held)
    grants = within_reach(session.tenant_id, held, address)
    actor = build_actor(session, grants, "", reason)
    return start | {
        "account_id": session.account_id,
        "person_id": session.person_id,
        "tenant_name": _tenant_name(session),
        "login_name": session.login_name,
        "name": session.display_name,
        "organisation": place_of(person_id=session.person_id, tenant_id=session.tenant_id),
        "surface": session.surface,
        "roles": [_role(grant) for grant in grants],
        "actions": _open_actions(actor),
        "surfaces": ["console", "phone"] if any(g.role in CONSOLE_ROLES for g in grants) else ["phone"],
        "restriction": reason,
        "administration_hidden": grants != held,
        "second_factor": session.second_factor_at is not None,
        "demo_person": session.is_demo,
        "device_bound": session.device_key_id is not None,
        "unread": _unread(actor),
        "ends_at": session.absolute_end_at,
    }


def _unread(actor: Actor) -> int:
    if not actor.may(OWN_MESSAGES):
        return 0
    with acting_as(actor):
        return unread_count()


def _open_actions(actor: Actor) -> list[str]:
    return sorted(name for name, action in registry.actions().items() if actor.may(action))


def _role(grant: Grant) -> dict[str, Any]:
    known = registry.roles().get(grant.role)
    return {
        "role": grant.role,
        "title": known.title if known else grant.role,
        "org_id": grant.org_id,
        "org_path": grant.org_path,
        "subtree": grant.subtree,
        "until": grant.until,
    }


def _tenant_name(session: SignedIn) -> str:
    name: str | None = Tenant.objects.filter(pk=session.tenant_id).values_list("name", flat=True).first()
    return name or ""

"""Who is asking: session cookie to Actor by one query; foreign sites are refused (SEC-SESS-01, SEC-SESS-03).

`request.user` is never touched: rights come from grants, and one query a request is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare

from dangjian.identity.accounts import binding, sessions
from dangjian.identity.accounts.credentials import password_has_expired
from dangjian.identity.accounts.grants import grants_of, is_administrator, must_have_second_factor
from dangjian.identity.accounts.networks import within_reach
from dangjian.identity.accounts.permissions import OWN_SIGN_IN
from dangjian.identity.accounts.ports import program_of
from dangjian.identity.accounts.rules import sessions as rules
from dangjian.identity.accounts.sessions import SignedIn
from dangjian.identity.accounts.visit import CSRF_HEADER, Visit, address_group, close_visit, csrf_token, open_visit
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, Grant, acting_as
from dangjian.kernel.errors import NotAllowed, NotSignedIn, Problem
from dangjian.kernel.http.budgets import ADDRESS, PERSON, spend
from dangjian.kernel.http.problems import answer_for
from dangjian.kernel.sealing.gate import refuse_while_unsealed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_AREA = "/api/v1/identity/"
"""What stays reachable while a password or a second factor is still to be set."""
STEP_UP = b'"identity.step_up_required"'
ALWAYS_OPEN = (
    "/api/v1/identity/session",
    "/api/v1/identity/own/",
    "/api/v1/ops/settings/audit.",
    "/api/v1/foundation/approvals/",
)
"""Changes that do not wait while the audit trail is not sealed: coming and going, and the setting that decides it with
the second person's consent."""


class IdentityMiddleware:
    """Builds the Actor of API requests; everything else passes untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        try:
            refuse_foreign_site(request)
            visit = open_visit(request)
            request.visit = visit  # type: ignore[attr-defined]  # the one place that sets it
            response = self._answer(request, visit)
        except Problem as problem:
            return answer_for(request, problem)
        close_visit(visit, response)
        return response

    def _answer(self, request: HttpRequest, visit: Visit) -> HttpResponseBase:
        if token := bearer_of(request):
            return self._answer_program(request, visit, token)
        session = visit.session
        if session is None:
            spend(ADDRESS, address_group(visit.address))
            return self.get_response(request)
        # Demo people are shared: one visitor's calls must not count against another's.
        spend(PERSON, str(session.public_id if session.is_demo else session.account_id))
        refuse_missing_token(request, session)
        if not session.is_complete:
            return self.get_response(request)
        grants = held_grants(session)
        if session.is_reduced and is_administrator(grants):
            raise NotSignedIn()  # became one since: no office is left to a phone that is only remembered
        sessions.touch(session, limits=limits_of(session, grants))
        reason = restriction(session, grants)
        if reason is not None and not request.path.startswith(OWN_AREA):
            raise _restricted(reason)
        held = within_reach(session.tenant_id, grants, visit.address)
        actor = build_actor(session, held, visit.request_id, reason, visit.address)
        if session.device_key_id is not None and not binding.is_proved(session, request):
            # Without the signature of its browser a bound session counts as not freshly authenticated.
            actor, unproved = replace(actor, fresh_until=None), actor
        else:
            unproved = None
        with acting_as(actor):
            if request.method not in SAFE_METHODS and not request.path.startswith(ALWAYS_OPEN):
                refuse_while_unsealed()
            response = self.get_response(request)
        return _asking_for_signature(request, response, session, unproved)

    def _answer_program(self, request: HttpRequest, visit: Visit, token: str) -> HttpResponseBase:
        """A program shows a token: no cookie counts, and no page of another site can make a browser send one."""
        visit.session = None
        try:
            program = program_of(text=token, address=visit.address, request_id=visit.request_id)
        except NotSignedIn:
            spend(ADDRESS, address_group(visit.address))
            raise
        spend(PERSON, str(program.token_id))
        with acting_as(program.actor):
            if request.method not in SAFE_METHODS:
                refuse_while_unsealed()
            return self.get_response(request)


def bearer_of(request: HttpRequest) -> str:
    """The token in the header Authorization; empty without one."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if kind.lower() == "bearer" else ""


def _asking_for_signature(
    request: HttpRequest, response: HttpResponseBase, session: SignedIn, unproved: Actor | None
) -> HttpResponseBase:
    """A refusal for want of a fresh authentication, where only the signature of the browser is missing, says so."""
    fresh = unproved is not None and unproved.fresh_until is not None and clock.now() < unproved.fresh_until
    if not fresh or response.status_code != 401 or STEP_UP not in getattr(response, "content", b""):
        return response
    return answer_for(
        request,
        NotSignedIn(
            "identity.device_signature_required",
            "此操作须由登录时的浏览器签名确认。如果浏览器数据已被清除，请退出后重新登录。",
            extra={"nonce": binding.new_nonce(session)},
        ),
    )


def held_grants(session: SignedIn) -> tuple[Grant, ...]:
    """The grants of the signed-in person."""
    return grants_of(
        account_id=session.account_id,
        person_id=session.person_id,
        tenant_id=session.tenant_id,
        version=session.grants_version,
    )


def limits_of(session: SignedIn, grants: tuple[Grant, ...]) -> rules.Limits:
    """The limits that hold for a session."""
    administrator = is_administrator(grants)
    if session.full_until is not None and not administrator:
        return rules.REMEMBERED
    return rules.limits_for(surface=session.surface, administrator=administrator, demo=session.is_demo)


def restriction(session: SignedIn, grants: tuple[Grant, ...]) -> str | None:
    """What has to be done before anything else: `password` (expired or to be changed), `second_factor` (an
    administrator without one; waived in the demo mode), or nothing."""
    if session.must_change_password or password_has_expired(
        changed_at=session.password_changed_at, is_demo=session.is_demo
    ):
        return "password"
    if session.second_factor_at is None and must_have_second_factor(grants):
        return "second_factor"
    return None


def build_actor(
    session: SignedIn, grants: tuple[Grant, ...], request_id: str, reason: str | None, address: str = ""
) -> Actor:
    """The acting person of a request."""
    return Actor(
        kind="person",
        tenant_id=session.tenant_id,
        name=session.display_name,
        account_id=session.account_id,
        person_id=session.person_id,
        surface=session.surface,
        request_id=request_id,
        address=address,
        grants=grants,
        limited_to=frozenset({OWN_SIGN_IN.name}) if reason else None,
        reduced=session.is_reduced,
        fresh_until=session.auth_at + rules.STEP_UP_WITHIN if session.auth_at else None,
    )


def refuse_foreign_site(request: HttpRequest) -> None:
    """Refuse a writing request that a page of another site caused. Raises NotAllowed.

    Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin; programs say neither, and have no
    cookies that a foreign page could abuse.
    """
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin", "")
    if origin and origin in settings.ALLOWED_ORIGINS:
        return
    site = request.headers.get("Sec-Fetch-Site", "")
    own = site == "same-origin" if site else (not origin or urlsplit(origin).netloc == request.get_host())
    if not own:
        raise NotAllowed("identity.foreign_site", "请求来自其他网站，已拒绝。请直接打开本系统的页面操作。")


def refuse_missing_token(request: HttpRequest, session: SignedIn) -> None:
    """Refuse a writing request without the session's token in X-CSRF-Token. Raises NotAllowed."""
    if request.method in SAFE_METHODS:
        return
    if not constant_time_compare(request.headers.get(CSRF_HEADER, ""), csrf_token(session)):
        raise NotAllowed("identity.csrf_token", "页面已过期，请刷新后重试。")


def _restricted(reason: str) -> NotAllowed:
    if reason == "password":
        return NotAllowed("identity.password_change_needed", "密码已到期，请先修改密码。")
    return NotAllowed("identity.second_factor_needed", "管理员须先启用动态口令（手机验证码）才能继续使用。")

"""What other systems call: OpenID Connect discovery, keys, token, userinfo, revocation (outside the API: their form is
set by the standards)."""

from __future__ import annotations

import hmac
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from dangjian.identity.accounts.visit import address_group, client_address
from dangjian.identity.issuing import commands, flows, loading, rules
from dangjian.identity.issuing.models import Client
from dangjian.identity.issuing.tokens import digest
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.errors import TooMany
from dangjian.kernel.http.budgets import Budget, spend
from dangjian.kernel.http.pages import to_surface

TOKENS = Budget("tokens", 600, timedelta(minutes=1))
"""Calls of one address: a system asks once a sign-in."""
_PARAMETERS = frozenset(
    {"grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "client_id", "client_secret"}
)
View = Callable[[HttpRequest, str], HttpResponse]


class _Error(Exception):
    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


def endpoint(*methods: str) -> Callable[[View], View]:
    """A view that acts for the enterprise which its address names, and answers faults as the standards say."""

    def declare(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, code: str) -> HttpResponse:
            tenant = loading.tenant_by_code(code)
            if tenant is None:
                return _answer({"error": "not_found"}, 404)
            if request.method not in methods:
                response = _answer({"error": "invalid_request"}, 405)
                response["Allow"] = ", ".join(methods)
                return response
            try:
                spend(TOKENS, address_group(client_address(request)))
                with acting_as(system_actor(tenant.pk, "身份授权")):
                    return view(request, code)
            except _Error as error:
                response = _answer({"error": error.error}, error.status)
                if error.status == 401:
                    response["WWW-Authenticate"] = f'Basic realm="{code}"'
                return response
            except TooMany:
                return _answer({"error": "slow_down"}, 429)

        return run

    return declare


@endpoint("GET")
def discovery(request: HttpRequest, code: str) -> HttpResponse:
    """What this issuer offers."""
    issuer = flows.issuer_of(_base(request), code)
    return _answer(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "revocation_endpoint": f"{issuer}/revoke",
            "jwks_uri": f"{issuer}/keys",
            "scopes_supported": list(rules.SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["sub", "name", "preferred_username", "organisation", "auth_time"],
            "authorization_response_iss_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
        }
    )


@endpoint("GET")
def keys(request: HttpRequest, code: str) -> HttpResponse:
    """The public keys of this issuer."""
    return _answer({"keys": loading.published_keys(clock.now())})


def authorize(request: HttpRequest, code: str) -> HttpResponse:
    """Where systems send people's browsers: to the page that asks them."""
    return to_surface(request, "authorize")


@endpoint("POST")
def token(request: HttpRequest, code: str) -> HttpResponse:
    """Tokens for a code or a refresh token."""
    given = _form(request)
    client = _client(request, given)
    kind = given.get("grant_type", "")
    if kind == "authorization_code":
        redeemed = commands.redeem_code(
            client_id=client.pk,
            code=given.get("code", ""),
            redirect_uri=given.get("redirect_uri", ""),
            verifier=given.get("code_verifier", ""),
        )
    elif kind == "refresh_token":
        scopes = tuple(dict.fromkeys(given.get("scope", "").split()))
        redeemed = commands.redeem_refresh(client_id=client.pk, token=given.get("refresh_token", ""), scopes=scopes)
    else:
        raise _Error("unsupported_grant_type")
    if redeemed is None:
        raise _Error("invalid_grant")
    issuer = flows.issuer_of(_base(request), code)
    said = {
        "access_token": redeemed.access_token,
        "token_type": "Bearer",
        "expires_in": int(rules.ACCESS_LASTS.total_seconds()),
        "scope": " ".join(redeemed.scopes),
        "id_token": flows.identity_token(redeemed, issuer),
    }
    return _answer(said | ({"refresh_token": redeemed.refresh_token} if redeemed.refresh_token else {}))


@endpoint("GET", "POST")
def userinfo(request: HttpRequest, code: str) -> HttpResponse:
    """What the scopes of an access token tell; the token stands in the header and nowhere else."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    row = loading.access(given.strip()) if kind.lower() == "bearer" and given else None
    if row is None:
        response = _answer({"error": "invalid_token"}, 401)
        response["WWW-Authenticate"] = f'Bearer realm="{code}", error="invalid_token"'
        return response
    consent = row.authorisation.consent
    return _answer({"sub": consent.subject, **flows.claims_of(consent.account, tuple(row.scopes))})


@endpoint("POST")
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """A system gives a token back; whether there was one is not told."""
    given = {name: request.POST[name] for name in request.POST}
    commands.revoke_token(client_id=_client(request, given).pk, token=given.get("token", ""))
    return HttpResponse(status=200)


def _form(request: HttpRequest) -> dict[str, str]:
    if request.content_type != "application/x-www-form-urlencoded" or request.GET:
        raise _Error("invalid_request")
    known = {name: values for name, values in request.POST.lists() if name in _PARAMETERS}
    if any(len(values) != 1 for values in known.values()):
        raise _Error("invalid_request")
    return {name: str(values[0]) for name, values in known.items()}


def _client(request: HttpRequest, given: dict[str, str]) -> Client:
    """The system that calls, proved by its secret in the header or in the form, never in both. Raises _Error."""
    kind, _, pair = request.headers.get("Authorization", "").partition(" ")
    name, secret = given.get("client_id", ""), given.get("client_secret", "")
    if kind:
        if kind.lower() != "basic" or secret:
            raise _Error("invalid_client" if kind.lower() != "basic" else "invalid_request", 401 if not secret else 400)
        by_header, colon, secret = _opened(pair).partition(":")
        by_header, secret = unquote_plus(by_header), unquote_plus(secret)
        if not colon or (name and name != by_header):
            raise _Error("invalid_client", 401)
        name = by_header
    client = loading.client_by_id(name)
    kept = client.secret_hash if client is not None else digest("nobody")
    if not hmac.compare_digest(kept, digest(secret)) or client is None:
        raise _Error("invalid_client", 401)
    return client


def _opened(pair: str) -> str:
    try:
        return b64decode(pair, validate=True).decode("utf-8")
    except ValueError as error:
        raise _Error("invalid_client", 401) from error


def _base(request: HttpRequest) -> str:
    return settings.PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def _answer(said: dict[str, Any], status: int = 200) -> HttpResponse:
    response = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response

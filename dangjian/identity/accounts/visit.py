"""What a request brings and takes home: session, device, address; cookies to set or to clear."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from dangjian.identity.accounts.sessions import SignedIn, load_session
from dangjian.kernel.errors import NotSignedIn

CSRF_HEADER = "X-CSRF-Token"
DEVICE_LASTS = timedelta(days=400)
"""Browsers keep no cookie longer than this."""
SIGN_ON_LASTS = timedelta(minutes=10)
"""Time to sign in at another provider and come back."""


def session_cookie() -> str:
    """Name of the session cookie; in production the prefix makes the browser insist on TLS, host and path."""
    return "__Host-dangjian" if settings.SECURE_COOKIES else "dangjian"


def device_cookie() -> str:
    """Name of the cookie by which a device is known to have signed in before."""
    return "__Host-dangjian-device" if settings.SECURE_COOKIES else "dangjian-device"


def sign_on_cookie() -> str:
    """Name of the cookie that ties a browser to its way to another provider and back."""
    return "__Host-dangjian-sign-on" if settings.SECURE_COOKIES else "dangjian-sign-on"


@dataclass
class Visit:
    """One request as the sign-in sees it. `new_token` and the like are applied to the answer by the middleware."""

    session: SignedIn | None
    device: str
    address: str
    user_agent: str
    request_id: str
    sign_on: str = ""
    """Token of a sign-on by another provider that is under way."""
    new_sign_on: str | None = None
    new_token: str | None = None
    new_device: str | None = None
    signed_out: bool = False
    keeps_store: bool = False

    def require_session(self) -> SignedIn:
        """The complete session. Raises NotSignedIn."""
        if self.session is None or not self.session.is_complete:
            raise NotSignedIn()
        return self.session


def visit_of(request: HttpRequest) -> Visit:
    """The visit the middleware made for this request."""
    found: Visit = request.visit  # type: ignore[attr-defined]  # set by IdentityMiddleware
    return found


def open_visit(request: HttpRequest) -> Visit:
    """Read cookies and address of a request; one query when there is a session cookie, none otherwise."""
    token = request.COOKIES.get(session_cookie(), "")
    return Visit(
        session=load_session(token) if token else None,
        device=request.COOKIES.get(device_cookie(), ""),
        address=client_address(request),
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        request_id=getattr(request, "request_id", ""),
        sign_on=request.COOKIES.get(sign_on_cookie(), ""),
    )


def close_visit(visit: Visit, response: HttpResponseBase) -> None:
    """Put cookies on the answer: a new token, a known device, or the end of everything the browser keeps."""
    if visit.signed_out:
        _set(response, session_cookie(), "", max_age=0)
        response["Clear-Site-Data"] = '"cache"' if visit.keeps_store else '"cache", "storage"'
    elif visit.new_token is not None:
        _set(response, session_cookie(), visit.new_token, max_age=None)
    if visit.new_sign_on is not None:
        _set(response, sign_on_cookie(), visit.new_sign_on, max_age=int(SIGN_ON_LASTS.total_seconds()))
    if visit.new_device is not None:
        _set(response, device_cookie(), visit.new_device, max_age=int(DEVICE_LASTS.total_seconds()))


def csrf_token(session: SignedIn) -> str:
    """Token that every unsafe request of this session carries in X-CSRF-Token; stays the same for the session."""
    key = settings.SECRET_KEY.encode("utf-8")
    return hmac.new(key, b"csrf|" + session.public_id.bytes, hashlib.sha256).hexdigest()[:43]


def client_address(request: HttpRequest) -> str:
    """Address of the caller. X-Forwarded-For counts only as far as configured proxies wrote it (SEC-NET-04)."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if address not in settings.TRUSTED_PROXIES:
        return address
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while forwarded and address in settings.TRUSTED_PROXIES:
        address = forwarded.pop()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def address_group(address: str) -> str:
    """Addresses that one caller can change freely count as one: an IPv6 /64."""
    if not address:
        return "unknown"
    parsed = ipaddress.ip_address(address)
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address


def _set(response: HttpResponseBase, name: str, value: str, *, max_age: int | None) -> None:
    same_site: Literal["Lax", "Strict"] = "Lax"
    # Lax, not Strict: a link in a chat or a scanned code must open the system signed in; writing is guarded apart.
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=settings.SECURE_COOKIES, httponly=True, samesite=same_site
    )

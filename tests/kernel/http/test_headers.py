"""Headers on every answer (SEC-WEB-01) and on every cookie (SEC-SESS-01); nothing for other origins (SEC-WEB-02)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dangjian.kernel.http.router import Operation, operations
from tests.world import World

ID = "01890000-0000-7000-8000-000000000000"
PAGES = ("/", "/console/", "/console/members", "/m/", "/m/me", "/activate", "/healthz", "/nothing", "/api/v1/nothing")
FOREIGN = "https://evil.example"
pytestmark = pytest.mark.django_db


def _url(operation: Operation) -> str:
    parts = [ID if "{" in part else part for part in operation.url.split("/")]
    return "/".join(parts)


def _release(answer: Any) -> None:
    """Close the file that a built page is sent from; `close()` would end the connection of the test as well."""
    for close in answer._resource_closers:
        close()


def _policy(answer: Any) -> dict[str, list[str]]:
    found = {}
    for directive in answer["Content-Security-Policy"].split(";"):
        name, *sources = directive.split()
        found[name] = sources
    return found


def _is_safe(answer: Any) -> None:
    policy = _policy(answer)
    assert policy["script-src"] == ["'self'"]
    assert policy["default-src"] == ["'self'"]
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == (["'none'"],) * 3
    assert policy["style-src"][0] == "'self'"
    assert all(source.startswith("'sha256-") for source in policy["style-src"][1:])
    assert policy["form-action"] == ["'self'"]
    assert not any("*" in source or "http" in source for sources in policy.values() for source in sources)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", PAGES)
def test_sec_web_01_headers_on_every_page(path: str) -> None:
    answer = Client().get(path, secure=True, HTTP_ACCEPT="text/html")
    _release(answer)
    _is_safe(answer)


def test_sec_web_01_headers_on_every_operation_signed_in_or_not(world: World) -> None:
    assert len(operations) > 200
    for client in (Client(), world.client("chief")):
        for operation in operations:
            answer = client.generic(operation.method, _url(operation), b"{}", "application/json", secure=True)
            _is_safe(answer)
            assert answer["Cache-Control"] == "no-store", operation.url


def test_sec_web_02_no_answer_opens_itself_to_other_origins(world: World) -> None:
    client = world.client("chief")
    for operation in operations:
        for method in {operation.method, "OPTIONS"}:
            headers = {"Origin": FOREIGN, "Access-Control-Request-Method": operation.method}
            answer = client.generic(method, _url(operation), b"{}", "application/json", headers=headers)
            assert not [name for name in answer.headers if name.lower().startswith("access-control-")], operation.url


def test_sec_web_02_nothing_redirects_to_where_the_request_says(world: World) -> None:
    for path in (*PAGES, "/console//evil.example", "//evil.example/"):
        for query in ("", f"?next={FOREIGN}&to={FOREIGN}&redirect={FOREIGN}"):
            answer = Client().get(path + query, HTTP_HOST="localhost")
            _release(answer)
            target = answer.get("Location", "/")
            assert target.startswith("/"), (path, target)
            assert not target.startswith("//"), (path, target)
            assert "evil" not in target, (path, target)

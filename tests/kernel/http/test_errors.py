"""Every refusal of the HTTP layer is problem+json in Chinese with a stable code that says what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from dangjian.identity.accounts.visit import CSRF_HEADER
from dangjian.kernel.http.problems import answer_for
from tests.contracts.conversation import is_problem
from tests.world import SignedInClient

pytestmark = pytest.mark.django_db
SAVED = "/api/v1/directory/saved-queries"
GOOD = {"list_name": "directory.members", "name": "在办", "params": {}}


def _refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, is_problem(answer)) == (status, True), answer.content[:300]
    body: dict[str, Any] = json.loads(answer.content)
    assert body["code"] == code
    assert set(body) >= {"type", "title", "status", "detail", "code", "trace_id", "fields"}
    return body


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/nothing", "/api/v2/work/meetings", "/api/v1/directory/members/a/b/c"]
)
def test_unknown_address_of_the_api(path: str, office_client: SignedInClient) -> None:
    _refused(office_client.fetch(path), 404, "kernel.no_such_address")


@pytest.mark.parametrize("path", ["/nothing", "/console/none.js", "/favicon.ico"])
def test_unknown_page_is_told_in_chinese_with_a_way_back(path: str) -> None:
    browser = Client().get(path, HTTP_ACCEPT="text/html,*/*;q=0.8")

    assert (browser.status_code, browser["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "没有这个页面" in browser.content.decode()
    assert 'href="/"' in browser.content.decode()
    _refused(Client().get(path, HTTP_ACCEPT="application/json"), 404, "kernel.no_such_address")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_wrong_method_names_the_right_ones(method: str, office_client: SignedInClient) -> None:
    token = {CSRF_HEADER: office_client._csrf}
    answer = office_client.generic(method, "/api/v1/foundation/messages/unread", headers=token)

    body = _refused(answer, 405, "kernel.wrong_method")
    assert answer["Allow"] == "GET"
    assert "GET" in body["detail"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "text/json", ""]
)
def test_other_media_type_than_json(content_type: str, office_client: SignedInClient) -> None:
    answer = _post(office_client, json.dumps(GOOD).encode(), content_type)

    assert "application/json" in _refused(answer, 415, "kernel.media_type")["detail"]


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "application/problem+json"]
)
def test_json_by_any_of_its_names(content_type: str, office_client: SignedInClient) -> None:
    assert _post(office_client, json.dumps(GOOD).encode(), content_type).status_code == 201


@pytest.mark.parametrize(
    "body",
    [b"{bad", b'{"name": "\xff\xfe"}', b"[" * 5000, b'{"name": NaN}', b'{"a": 1}{"b": 2}'],
    ids=["malformed", "not utf-8", "deep", "nan", "two"],
)
def test_text_that_is_not_json(body: bytes, office_client: SignedInClient) -> None:
    _refused(_post(office_client, body, "application/json"), 400, "kernel.bad_json")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"3", b'"text"', b"{}"])
def test_json_of_another_shape_names_the_fields(body: bytes, office_client: SignedInClient) -> None:
    assert _refused(_post(office_client, body, "application/json"), 422, "kernel.bad_input")["fields"]


def test_ten_megabytes_of_text_are_refused(office_client: SignedInClient) -> None:
    huge = json.dumps({**GOOD, "name": "字" * (10 * 1024 * 1024 // 3)}, ensure_ascii=False).encode()

    _refused(_post(office_client, huge, "application/json"), 413, "kernel.too_large")


def test_text_longer_than_its_field_is_named(office_client: SignedInClient) -> None:
    body = _refused(_post(office_client, json.dumps({**GOOD, "name": "字" * 61}).encode()), 422, "kernel.bad_input")

    assert body["fields"] == [
        {"path": "name", "code": "kernel.input.string_too_long", "text": "内容太长，最多 60 个字。"}
    ]


@pytest.mark.parametrize("path", ["/api/v1/foundation/messages?cursor=%00", "/api/v1/x%00y"])
def test_null_characters_in_addresses(path: str, office_client: SignedInClient) -> None:
    _refused(office_client.fetch(path), 400, "kernel.bad_request")


def test_null_character_in_text(office_client: SignedInClient) -> None:
    _refused(_post(office_client, b'{"name": "a\\u0000b"}'), 400, "kernel.bad_request")


def test_host_that_is_not_ours_is_refused(office_client: SignedInClient, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["dj.example.cn"]

    _refused(Client().get("/api/v1/identity/session", HTTP_HOST="evil.example"), 400, "kernel.unknown_host")
    assert Client().get("/api/v1/identity/session", HTTP_HOST="dj.example.cn").status_code == 200


def test_unexpected_error_tells_nothing_but_its_number() -> None:
    request = RequestFactory().get("/api/v1/work/meetings")
    request.request_id = "0123456789abcdef"  # type: ignore[attr-defined]  # set by the middleware

    answer = answer_for(request, ValueError("/srv/dangjian/keys/secret"))

    assert _refused(answer, 500, "kernel.unexpected")["trace_id"] == "0123456789abcdef"
    assert "secret" not in answer.content.decode()


def test_data_base_that_does_not_answer_asks_to_try_again() -> None:
    answer = answer_for(RequestFactory().get("/"), OperationalError("database is locked"))

    _refused(answer, 503, "kernel.data_base_busy")
    assert answer["Retry-After"] == "2"


def _post(client: SignedInClient, body: bytes, content_type: str = "application/json") -> Any:
    return client.generic("POST", SAVED, body, content_type, headers={CSRF_HEADER: client._csrf})

"""Requests of foreign sites are refused (SEC-SESS-03)."""

from __future__ import annotations

import pytest
from django.conf import settings

from dangjian.identity.accounts.visit import CSRF_HEADER, address_group, client_address
from tests.identity.accounts.conftest import SESSION, Browser
from tests.world import World

OTHERS = "/api/v1/identity/own/sessions"


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:5173"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "https://desk.example"}, True),
        ({"Origin": "https://desk.example", "Sec-Fetch-Site": "cross-site"}, True),
    ],
)
def test_sec_sess_03_origin_of_writing_requests(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], allowed: bool
) -> None:
    monkeypatch.setattr(settings, "ALLOWED_ORIGINS", ["https://desk.example"])
    browser.sign_in("linjiang-secretary")

    answer = browser.send("DELETE", OTHERS, **headers)

    assert answer.status_code == (200 if allowed else 403)
    if not allowed:
        assert answer.json()["code"] == "identity.foreign_site"


def test_sec_sess_03_log_in_from_a_foreign_page_is_refused(world: World, browser: Browser) -> None:
    body = {"identifier": "linjiang-secretary", "password": "x"}

    answer = browser.send("POST", SESSION, body, **{"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, answer.json()["code"]) == (403, "identity.foreign_site")


@pytest.mark.parametrize("token", ["", "wrong", "0" * 43])
def test_sec_sess_03_writing_needs_the_token_of_the_session(world: World, browser: Browser, token: str) -> None:
    browser.sign_in("linjiang-secretary")

    answer = browser.send("DELETE", OTHERS, **{CSRF_HEADER: token})

    assert (answer.status_code, answer.json()["code"]) == (403, "identity.csrf_token")


def test_sec_sess_03_token_of_another_session_does_not_count(
    world: World, browser: Browser, other_browser: Browser
) -> None:
    browser.sign_in("linjiang-secretary")
    other_browser.sign_in("linjiang-member")

    assert browser.send("DELETE", OTHERS, **{CSRF_HEADER: other_browser.csrf}).status_code == 403


def test_sec_sess_03_reading_needs_no_token(world: World, browser: Browser) -> None:
    browser.sign_in("linjiang-secretary")

    assert browser.send("GET", OTHERS, **{CSRF_HEADER: "", "Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        ([], "203.0.113.5", "192.0.2.77"),
        (["192.0.2.77"], "203.0.113.5", "203.0.113.5"),
        (["192.0.2.77"], "10.9.9.9, 203.0.113.5", "203.0.113.5"),
        (["192.0.2.77", "10.0.0.1"], "203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (["192.0.2.77"], "not an address", ""),
        (["192.0.2.77"], "", "192.0.2.77"),
    ],
)
def test_sec_net_04_forwarded_address_counts_from_configured_proxies_only(
    monkeypatch: pytest.MonkeyPatch, proxies: list[str], forwarded: str, expected: str
) -> None:
    from django.test import RequestFactory

    monkeypatch.setattr(settings, "TRUSTED_PROXIES", proxies)
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.77", headers={"X-Forwarded-For": forwarded})

    assert client_address(request) == expected


def test_sec_auth_04_one_ipv6_network_counts_as_one_address() -> None:
    assert address_group("2001:db8:1:2:aaaa::1") == address_group("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::/64"
    assert address_group("192.0.2.1") == "192.0.2.1"
    assert address_group("") == "unknown"

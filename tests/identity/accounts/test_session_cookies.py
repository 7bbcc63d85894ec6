"""Every cookie that is ever set, and what signing out takes with it (SEC-SESS-01, SEC-SESS-02)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from dangjian.identity.accounts.commands.links import issue_link
from dangjian.identity.accounts.models import WebSession
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from tests.identity.accounts.conftest import SESSION, Browser, code_of
from tests.world import PASSWORD, World

NAME = "linjiang-secretary"
NEW_PASSWORD = "Lantern&Harbour-27"
Enrol = Callable[[str], tuple[str, list[str]]]


def _walk(world: World, browser: Browser, secret: str) -> list[Any]:
    """Every way in which a cookie is given: log-in, code, step-up, new factor codes, new password, link, leaving."""
    answers = [browser.sign_in(NAME), browser.send("POST", f"{SESSION}/second-factor", {"code": code_of(secret, -1)})]
    body = {"password": PASSWORD, "code": code_of(secret)}
    answers.append(browser.send("POST", f"{SESSION}/step-up", body))
    answers.append(browser.send("DELETE", "/api/v1/identity/own/second-factor"))
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    answers.append(browser.send("POST", "/api/v1/identity/own/password", change))
    answers.append(browser.send("DELETE", SESSION))
    with acting_as(world.actor("office")):
        link = issue_link(account_id=world.here.accounts["member"].pk)
    body = {"token": link.token, "password": NEW_PASSWORD, "surface": "phone"}
    answers.append(Browser().send("POST", "/api/v1/identity/activation", body))
    assert [answer.status_code for answer in answers] == [201, 200, 200, 204, 200, 204, 201]
    return answers


def test_sec_sess_01_every_cookie_is_bound_to_host_tls_and_http(
    world: World, browser: Browser, enrol: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, _ = enrol("secretary")
    monkeypatch.setattr(settings, "SECURE_COOKIES", True)
    answers = _walk(world, browser, secret)

    for answer in answers:
        assert answer.cookies, answer.request
        for name, cookie in answer.cookies.items():
            assert name in {"__Host-dangjian", "__Host-dangjian-device"}
            assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax")
            assert cookie["secure"] is True
            assert cookie["httponly"] is True


def test_sec_sess_01_token_is_new_at_every_step_and_the_old_one_is_dead(
    world: World, browser: Browser, enrol: Enrol
) -> None:
    secret, _ = enrol("secretary")
    tokens = [answer.cookies["dangjian"].value for answer in _walk(world, browser, secret)]
    given = [token for token in tokens if token]

    assert len(set(given)) == len(given) == 6
    assert all(len(token) >= 43 for token in given)  # 256 bits in base 64
    for token in given[:-1]:
        visitor = Browser()
        visitor.cookies["dangjian"] = token
        assert visitor.stage() == "none"


def test_sec_sess_01_value_of_the_data_base_opens_no_session(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    for kept in WebSession.objects.values_list("token_hash", "public_id"):
        for value in map(str, kept):
            visitor = Browser()
            visitor.cookies["dangjian"] = value
            assert visitor.stage() == "none"


def test_sec_sess_02_limits_hold_over_http_for_an_administrator(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("administrator")
    browser.sign_in("linjiang-administrator")
    browser.send("POST", f"{SESSION}/second-factor", {"code": code_of(secret)})
    start = clock.now()

    with clock.frozen(start + timedelta(minutes=14)):
        assert browser.stage() == "complete"
    with clock.frozen(start + timedelta(minutes=28)):
        assert browser.stage() == "complete"  # used meanwhile
    with clock.frozen(start + timedelta(minutes=44)):
        assert browser.stage() == "none"


def test_sec_sess_02_kiosk_ends_after_a_minute_and_a_fourth_log_in_ends_the_oldest(world: World) -> None:
    kiosk = Browser()
    kiosk.sign_in(NAME, surface="kiosk")
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert kiosk.stage() == "none"
    browsers = [Browser(f"192.0.2.{number}") for number in range(1, 5)]
    for number, visitor in enumerate(browsers):
        with clock.frozen(clock.now() + timedelta(minutes=2 + number)):
            visitor.sign_in(NAME)

    with clock.frozen(clock.now() + timedelta(minutes=7)):
        assert [visitor.stage() for visitor in browsers] == ["none", "complete", "complete", "complete"]

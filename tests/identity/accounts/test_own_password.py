"""Changing one's own password (SEC-AUTH-02)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dangjian.identity.accounts.models import EarlierPassword
from dangjian.identity.accounts.visit import session_cookie
from dangjian.kernel.models import AuditEntry
from tests.identity.accounts.conftest import Browser
from tests.world import PASSWORD, World, building

URL = "/api/v1/identity/own/password"
NAME = "linjiang-secretary"


def _change(browser: Browser, current: str, new: str) -> int:
    status: int = browser.send("POST", URL, {"current_password": current, "new_password": new}).status_code
    return status


def test_change_ends_other_sessions_and_renews_this_one(world: World, browser: Browser, other_browser: Browser) -> None:
    browser.sign_in(NAME)
    other_browser.sign_in(NAME)
    before = browser.cookies[session_cookie()].value

    assert _change(browser, PASSWORD, "Lantern&Harbour-27") == 200
    assert browser.cookies[session_cookie()].value != before
    assert (browser.stage(), other_browser.stage()) == ("complete", "none")
    assert Browser().sign_in(NAME, "Lantern&Harbour-27").status_code == 201


def test_sec_auth_02_last_five_are_refused(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    passwords = [PASSWORD, *(f"Lantern&Harbour-{number}x" for number in range(1, 6))]
    for current, new in pairwise(passwords):
        assert _change(browser, current, new) == 200

    last = passwords[-1]
    refused = [_change(browser, last, again) for again in passwords[1:]]
    with building(world.tenant_id):
        kept = EarlierPassword.objects.count()

    assert refused == [422] * 5
    assert kept == 4
    assert _change(browser, last, PASSWORD) == 200


def test_sec_auth_02_flaws_are_told_by_field(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)

    answer = browser.send("POST", URL, {"current_password": PASSWORD, "new_password": "Admin@1"})

    assert answer.status_code == 422
    assert [(f["path"], f["code"]) for f in answer.json()["fields"]] == [
        ("new_password", "identity.password.too_short"),
        ("new_password", "identity.password.common"),
    ]


def test_sec_auth_04_guessing_the_current_password_is_counted(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    wrong = [_change(browser, "Wrong-password-9", "Lantern&Harbour-27") for _ in range(5)]

    assert wrong == [422] * 5
    assert _change(browser, PASSWORD, "Lantern&Harbour-27") == 422


def test_nobody_changes_a_password_without_a_session(world: World, browser: Browser) -> None:
    assert _change(browser, PASSWORD, "Lantern&Harbour-27") == 401


def test_sec_aud_05_no_hash_and_no_password_in_the_audit_log(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    _change(browser, PASSWORD, "Lantern&Harbour-27")

    everything = str(list(AuditEntry.objects.values()))
    assert "设置新密码" in everything
    assert "argon2" not in everything
    assert "Lantern" not in everything


@pytest.mark.parametrize("length", [64, 128])
def test_sec_auth_02_long_passwords_work_unchanged(world: World, browser: Browser, length: int) -> None:
    long = (" 长Ab1!" + "vK3_q" * 30)[: length - 1] + " "
    browser.sign_in(NAME)

    assert _change(browser, PASSWORD, long) == 200
    assert Browser().sign_in(NAME, long).status_code == 201
    assert Browser().sign_in(NAME, long.strip()).status_code == 401

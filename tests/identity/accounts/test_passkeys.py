"""Passkeys: making, signing in, step-up, taking off, and what is refused (SEC-AUTH-05, SEC-AUTH-06)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from dangjian.kernel import clock
from dangjian.kernel.models.audit import AuditEntry
from tests.identity.accounts.conftest import SESSION, Browser, code_of
from tests.identity.accounts.device import Device
from tests.world import World

OWN = "/api/v1/identity/own/passkeys"
FACTOR = "/api/v1/identity/own/second-factor"
NAME = "linjiang-secretary"
Enrol = Callable[[str], tuple[str, list[str]]]


def _send(browser: Browser, method: str, url: str, body: Any = None) -> Any:
    """A request to the site by its name, as passkeys need it."""
    return browser.send(method, url, body, Host="localhost")


def _add(browser: Browser, device: Device, name: str = "办公电脑") -> Any:
    options = _send(browser, "POST", f"{OWN}/challenge").json()["options"]
    return _send(browser, "POST", OWN, device.make(options, name))


def _with_passkey(browser: Browser, name: str = NAME) -> Device:
    """Somebody who has added a passkey and comes back with the password only."""
    device = Device()
    browser.sign_in(name)
    assert _add(browser, device).status_code == 201
    assert browser.sign_in(name).json()["stage"] == "second_factor"
    return device


def _challenge(browser: Browser) -> dict[str, Any]:
    found: dict[str, Any] = _send(browser, "POST", f"{SESSION}/passkey/challenge").json()["options"]
    return found


def test_sec_auth_05_first_passkey_is_a_second_factor_with_recovery_codes(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    first, second = _add(browser, Device()), _add(browser, Device(), "手机")

    state = _send(browser, "GET", FACTOR).json()
    assert (first.status_code, len(first.json()["codes"])) == (201, 10)
    assert (second.status_code, second.json()["codes"]) == (201, [])
    assert (state["enrolled"], state["totp"], state["recovery_codes_left"]) == (True, False, 10)
    assert [key["name"] for key in state["passkeys"]] == ["办公电脑", "手机"]
    assert AuditEntry.objects.filter(note="添加通行密钥“手机”").count() == 1


def test_sec_auth_05_passkey_completes_a_log_in(world: World, browser: Browser) -> None:
    device = _with_passkey(browser)

    answer = _send(browser, "POST", f"{SESSION}/passkey", device.sign(_challenge(browser)))

    assert (answer.status_code, answer.json()["stage"]) == (200, "complete")
    assert answer.json()["second_factors"] == ["recovery_codes", "webauthn"]
    assert _send(browser, "GET", FACTOR).json()["passkeys"][0]["last_used_at"] is not None


def test_sec_auth_05_signed_challenge_is_good_once(world: World, browser: Browser, other_browser: Browser) -> None:
    device = _with_passkey(browser)
    other_browser.sign_in(NAME)
    signed = device.sign(_challenge(browser))

    assert _send(other_browser, "POST", f"{SESSION}/passkey", signed).status_code == 401
    assert _send(browser, "POST", f"{SESSION}/passkey", signed).status_code == 200
    browser.sign_in(NAME)
    assert _send(browser, "POST", f"{SESSION}/passkey", signed).status_code == 401


WRONG: dict[str, Callable[[Device], Device]] = {
    "page of another site": lambda device: replace(device, origin="https://localhost.example"),
    "another port of the site": lambda device: replace(device, origin="http://localhost:8443"),
    "device that did not verify its person": lambda device: replace(device, verifies=False),
    "counter that went back": lambda device: replace(device, counter=1),
    "another key": lambda device: replace(device, key=Device().key),
    "unknown credential": lambda device: replace(device, credential_id=b"x" * 32),
}


@pytest.mark.parametrize("how", WRONG)
def test_sec_auth_05_wrong_answers_of_a_device_are_refused(how: str, world: World, browser: Browser) -> None:
    device = _with_passkey(browser)
    good = _send(browser, "POST", f"{SESSION}/passkey", device.sign(_challenge(browser))).status_code
    browser.sign_in(NAME)

    refused = _send(browser, "POST", f"{SESSION}/passkey", WRONG[how](device).sign(_challenge(browser)))

    assert good == 200
    assert (refused.status_code, refused.json()["code"]) == (401, "identity.second_factor_refused")
    assert browser.stage() == "second_factor"


def test_sec_auth_05_late_challenge_is_refused(world: World, browser: Browser) -> None:
    device = _with_passkey(browser)
    options = _challenge(browser)

    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert _send(browser, "POST", f"{SESSION}/passkey", device.sign(options)).status_code == 401


def test_sec_auth_05_key_without_challenge_or_of_another_site_is_not_kept(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    unasked = _send(browser, "POST", OWN, Device().make({"challenge": "AAAA"}))
    foreign = _add(browser, Device(origin="https://example.com"))
    unverified = _add(browser, Device(verifies=False))

    for answer in (unasked, foreign, unverified):
        assert (answer.status_code, answer.json()["code"]) == (422, "identity.passkey.refused")
    assert Authenticator.objects.count() == 0


def test_sec_auth_05_somebody_elses_passkey_opens_nothing(world: World, browser: Browser) -> None:
    device, member = _with_passkey(browser), Browser()
    _with_passkey(member, "linjiang-member")

    assert _send(member, "POST", f"{SESSION}/passkey", device.sign(_challenge(member))).status_code == 401


def test_sec_auth_05_bare_addresses_are_told_to_use_the_name(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)

    answer = browser.send("POST", f"{OWN}/challenge", None, Host="127.0.0.1:8000")

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.passkey.needs_name")


def test_sec_auth_05_guessing_with_passkeys_is_locked(world: World, browser: Browser) -> None:
    device = _with_passkey(browser)
    wrong = replace(device, key=Device().key)
    for _ in range(5):
        assert _send(browser, "POST", f"{SESSION}/passkey", wrong.sign(_challenge(browser))).status_code == 401

    assert _send(browser, "POST", f"{SESSION}/passkey", device.sign(_challenge(browser))).status_code == 401


def test_sec_auth_06_passkey_is_a_step_up_without_password(world: World, browser: Browser) -> None:
    device = _with_passkey(browser)
    _send(browser, "POST", f"{SESSION}/passkey", device.sign(_challenge(browser)))
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        stale = _send(browser, "POST", f"{OWN}/challenge")
        wrong = _send(browser, "POST", f"{SESSION}/step-up", {"passkey": Device().sign(_challenge(browser))})
        fresh = _send(browser, "POST", f"{SESSION}/step-up", {"passkey": device.sign(_challenge(browser))})
        after = _send(browser, "POST", f"{OWN}/challenge")

    assert (stale.status_code, stale.json()["code"]) == (401, "identity.step_up_required")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "identity.step_up_refused")
    assert (fresh.status_code, after.status_code) == (200, 200)


def test_sec_auth_05_taking_off_the_last_factor_takes_the_recovery_codes(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    _add(browser, Device())
    _add(browser, Device(), "手机")
    first, second = (key["id"] for key in _send(browser, "GET", FACTOR).json()["passkeys"])

    assert _send(browser, "DELETE", f"{OWN}/{first}").status_code == 204
    assert _send(browser, "GET", FACTOR).json()["recovery_codes_left"] == 10
    assert _send(browser, "DELETE", f"{OWN}/{first}").status_code == 404
    assert _send(browser, "DELETE", f"{OWN}/{second}").status_code == 204
    assert Authenticator.objects.count() == 0
    assert browser.sign_in(NAME).json()["stage"] == "complete"


def test_sec_auth_05_administrators_keep_one_factor(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("administrator")
    browser.sign_in("linjiang-administrator")
    browser.send("POST", f"{SESSION}/second-factor", {"code": code_of(secret)})
    _add(browser, Device())
    key = _send(browser, "GET", FACTOR).json()["passkeys"][0]["id"]

    assert _send(browser, "DELETE", FACTOR).status_code == 204
    last = _send(browser, "DELETE", f"{OWN}/{key}")
    assert (last.status_code, last.json()["code"]) == (409, "identity.second_factor.required")


def test_sec_auth_05_app_and_passkey_side_by_side(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, codes = enrol("secretary")
    browser.sign_in(NAME)
    browser.send("POST", f"{SESSION}/second-factor", {"code": code_of(secret)})
    assert _add(browser, Device()).json()["codes"] == []
    browser.sign_in(NAME)

    assert browser.send("POST", f"{SESSION}/second-factor", {"code": codes[0]}).status_code == 200
    assert browser.send("DELETE", FACTOR).status_code == 204
    assert browser.sign_in(NAME).json()["second_factors"] == ["recovery_codes", "webauthn"]

"""Second factor: enrolment, use, replay, recovery, step-up, loss (SEC-AUTH-05, SEC-AUTH-06)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings

from dangjian.identity.accounts.models import Account, WebSession
from dangjian.identity.accounts.visit import session_cookie
from dangjian.kernel import clock
from tests.identity.accounts.conftest import SESSION, Browser, code_of
from tests.world import PASSWORD, World, building

FACTOR = "/api/v1/identity/own/second-factor"
CODE = f"{SESSION}/second-factor"
NAME = "linjiang-secretary"
Enrol = Callable[[str], tuple[str, list[str]]]


def test_enrolment_over_http(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    begun = browser.send("POST", f"{FACTOR}/enrolment").json()
    wrong = browser.send("POST", FACTOR, {"code": "000000"})
    done = browser.send("POST", FACTOR, {"code": code_of(begun["secret"])})

    state = browser.send("GET", FACTOR).json()
    assert begun["uri"].startswith("otpauth://totp/linjiang-secretary?secret=")
    assert begun["qr_svg"].startswith("<svg")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "identity.second_factor.wrong_code")
    assert len(set(done.json()["codes"])) == 10
    assert (state["enrolled"], state["required"], state["recovery_codes_left"]) == (True, False, 10)
    again = browser.send("POST", f"{FACTOR}/enrolment")
    assert (again.status_code, again.json()["code"]) == (409, "identity.second_factor.enrolled")


def test_sec_auth_05_seed_is_sealed_in_session_and_table(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    secret = browser.send("POST", f"{FACTOR}/enrolment").json()["secret"]
    waiting = str(list(WebSession.objects.values_list("data", flat=True)))
    browser.send("POST", FACTOR, {"code": code_of(secret)})

    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in waiting
    assert secret not in stored
    assert str(list(WebSession.objects.values_list("data", flat=True))) == "[{}]"


def test_sec_auth_05_password_alone_opens_nothing(world: World, browser: Browser, enrol: Enrol) -> None:
    enrol("secretary")

    answer = browser.sign_in(NAME)

    assert answer.status_code == 201
    assert set(answer.json()) == {"stage", "demo", "csrf_token", "second_factors"}
    assert answer.json()["stage"] == "second_factor"
    assert browser.send("GET", "/api/v1/identity/own/sessions").status_code == 401
    assert browser.send("GET", "/api/v1/directory/members").status_code == 401
    assert browser.send("POST", f"{FACTOR}/enrolment").status_code == 401


def test_sec_auth_05_code_completes_and_renews_the_token(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("secretary")
    browser.sign_in(NAME)
    pending = browser.cookies[session_cookie()].value

    answer = browser.send("POST", CODE, {"code": code_of(secret)})

    assert (answer.status_code, answer.json()["stage"]) == (200, "complete")
    assert browser.cookies[session_cookie()].value != pending
    browser.cookies[session_cookie()] = pending
    assert browser.stage() == "none"


def test_sec_auth_05_replayed_code_is_refused(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("secretary")
    code = code_of(secret)
    other = Browser()
    browser.sign_in(NAME)
    other.sign_in(NAME)

    first = browser.send("POST", CODE, {"code": code}).status_code
    replay = other.send("POST", CODE, {"code": code})

    assert first == 200
    assert (replay.status_code, replay.json()["code"]) == (401, "identity.second_factor_refused")
    assert other.stage() == "second_factor"


@pytest.mark.parametrize(("offset", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_sec_auth_05_one_step_of_clock_error_is_forgiven(
    world: World, browser: Browser, enrol: Enrol, offset: int, status: int
) -> None:
    secret, _ = enrol("secretary")
    browser.sign_in(NAME)

    assert browser.send("POST", CODE, {"code": code_of(secret, offset)}).status_code == status


def test_sec_auth_05_recovery_code_works_once(world: World, browser: Browser, enrol: Enrol) -> None:
    _, codes = enrol("secretary")
    browser.sign_in(NAME)
    first = browser.send("POST", CODE, {"code": codes[3]}).status_code
    left = browser.send("GET", FACTOR).json()["recovery_codes_left"]
    other = Browser()
    other.sign_in(NAME)

    assert (first, left) == (200, 9)
    assert other.send("POST", CODE, {"code": codes[3]}).status_code == 401
    assert other.send("POST", CODE, {"code": codes[4]}).status_code == 200


def test_sec_auth_05_guessing_codes_is_locked(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("secretary")
    browser.sign_in(NAME)
    wrong = [browser.send("POST", CODE, {"code": "000000"}).status_code for _ in range(5)]

    assert wrong == [401] * 5
    assert browser.send("POST", CODE, {"code": code_of(secret)}).status_code == 401


def test_sec_auth_05_waiting_for_the_code_ends_after_ten_minutes(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("secretary")
    browser.sign_in(NAME)

    with clock.frozen(clock.now() + timedelta(minutes=10)):
        assert browser.send("POST", CODE, {"code": code_of(secret)}).status_code == 401


def test_sec_auth_05_administrator_without_second_factor_reaches_only_enrolment(world: World, browser: Browser) -> None:
    account = world.here.accounts["administrator"]
    with building(world.tenant_id):
        Account.objects.unscoped("arrangement").filter(pk=account.pk).update(second_factor_at=None)

    found = browser.sign_in("linjiang-administrator").json()
    elsewhere = browser.send("GET", "/api/v1/directory/members")
    accounts = browser.send("GET", "/api/v1/identity/accounts").status_code
    secret = browser.send("POST", f"{FACTOR}/enrolment").json()["secret"]
    browser.send("POST", FACTOR, {"code": code_of(secret)})

    assert found["restriction"] == "second_factor"
    assert found["actions"] == ["identity.own_sign_in"]
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "identity.second_factor_needed")
    assert accounts == 403
    assert browser.send("GET", SESSION).json()["restriction"] is None
    assert browser.send("GET", "/api/v1/identity/accounts").status_code == 200


def test_sec_auth_05_waived_in_demo_mode(world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    account = world.here.accounts["administrator"]
    with building(world.tenant_id):
        Account.objects.unscoped("arrangement").filter(pk=account.pk).update(second_factor_at=None)
    monkeypatch.setattr(settings, "DEMO_MODE", True)

    found = browser.sign_in("linjiang-administrator").json()

    assert (found["demo"], found["restriction"]) == (True, None)
    assert browser.send("GET", FACTOR).json()["required"] is False, "nobody is told that one is compulsory"


def test_sec_auth_05_administrators_keep_theirs(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("administrator")
    browser.sign_in("linjiang-administrator")
    browser.send("POST", CODE, {"code": code_of(secret)})

    answer = browser.send("DELETE", FACTOR)

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.second_factor.required")


def test_sec_auth_06_step_up_for_changes_of_factors(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("secretary")
    browser.sign_in(NAME)
    browser.send("POST", CODE, {"code": code_of(secret, -1)})
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        stale = browser.send("DELETE", FACTOR)
        old = browser.cookies[session_cookie()].value
        without_code = browser.send("POST", f"{SESSION}/step-up", {"password": PASSWORD})
        fresh = browser.send("POST", f"{SESSION}/step-up", {"password": PASSWORD, "code": code_of(secret)})
        renewed = browser.cookies[session_cookie()].value
        codes = browser.send("POST", "/api/v1/identity/own/recovery-codes")
        removed = browser.send("DELETE", FACTOR)

    assert (stale.status_code, stale.json()["code"]) == (401, "identity.step_up_required")
    assert (without_code.status_code, without_code.json()["code"]) == (401, "identity.step_up_refused")
    assert (fresh.status_code, fresh.json()["stage"]) == (200, "complete")
    assert old != renewed
    assert len(codes.json()["codes"]) == 10
    assert removed.status_code == 204
    assert Authenticator.objects.count() == 0
    assert Browser().sign_in(NAME).json()["stage"] == "complete"


def test_sec_auth_05_loss_is_reset_by_two_persons(world: World, enrol: Enrol) -> None:
    enrol("member")
    account = world.here.accounts["member"]
    office, chief, member = world.client("office"), world.client("chief"), world.client("member")
    url = f"/api/v1/identity/accounts/{account.pk}/second-factor-reset"

    asked = office.call("POST", url, {"reason": "手机遗失"})
    approve = f"/api/v1/identity/second-factor-resets/{asked.json()['id']}/approve"
    alone = office.call("POST", approve)
    waiting = chief.fetch("/api/v1/identity/second-factor-resets").json()
    agreed = chief.call("POST", approve)
    twice = chief.call("POST", approve)

    assert asked.status_code == 201
    assert (alone.status_code, alone.json()["code"]) == (409, "identity.second_factor.two_persons")
    assert [(row["login_name"], row["reason"]) for row in waiting] == [("linjiang-member", "手机遗失")]
    assert agreed.status_code == 200
    assert twice.status_code == 409
    assert member.fetch(SESSION).json()["stage"] == "none"
    assert Browser().sign_in("linjiang-member").json()["stage"] == "complete"


def test_sec_auth_05_nobody_asks_or_approves_for_oneself(world: World, enrol: Enrol) -> None:
    enrol("office")
    account = world.here.accounts["office"]
    url = f"/api/v1/identity/accounts/{account.pk}/second-factor-reset"

    own: Any = world.client("office").call("POST", url, {"reason": "手机遗失"})

    assert (own.status_code, own.json()["code"]) == (409, "identity.second_factor.own_reset")

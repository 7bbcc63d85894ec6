"""Logging in and out over HTTP."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dangjian.identity.accounts.flows.sign_in import refused
from dangjian.identity.accounts.models import Account, LoginCounter, WebSession
from dangjian.identity.accounts.sessions import token_hash
from dangjian.identity.accounts.visit import device_cookie, session_cookie
from dangjian.kernel import clock
from dangjian.kernel.models import AuditEntry
from tests.identity.accounts.conftest import SESSION, Browser
from tests.world import PASSWORD, World, building

NAME = "linjiang-secretary"


def test_nobody_is_signed_in_at_first(db: None, browser: Browser) -> None:
    answer = browser.send("GET", SESSION)

    assert answer.status_code == 200
    assert answer.json() == {"stage": "none", "demo": False}


def test_sign_in_by_name(world: World, browser: Browser) -> None:
    answer = browser.sign_in(" LINJIANG-Secretary ")

    found = answer.json()
    assert answer.status_code == 201
    assert (found["stage"], found["name"], found["login_name"]) == ("complete", "曾志强", NAME)
    assert {role["role"] for role in found["roles"]} == {"member", "branch_secretary"}
    assert found["surfaces"] == ["console", "phone"]
    assert found["restriction"] is None
    assert browser.stage() == "complete"


def test_sign_in_by_phone(world: World, browser: Browser) -> None:
    account = world.here.accounts["secretary"]
    with building(world.tenant_id):
        account.phone = "13900000001"
        account.save()

    assert browser.sign_in("+86 139-0000-0001").status_code == 201
    assert browser.sign_in("13900000002").status_code == 401


def test_ordinary_members_are_led_to_the_phone(world: World, browser: Browser) -> None:
    assert browser.sign_in("linjiang-member", surface="phone").json()["surfaces"] == ["phone"]


def test_sec_sess_01_cookie_and_storage(world: World, browser: Browser) -> None:
    answer = browser.sign_in(NAME)

    cookie = answer.cookies[session_cookie()]
    token = cookie.value
    stored = WebSession.objects.get(account_id=world.here.accounts["secretary"].pk)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert len(token) == 43
    assert stored.token_hash == token_hash(token)
    assert token not in str(vars(stored))
    browser.cookies[session_cookie()] = stored.token_hash
    assert browser.stage() == "none"


def test_sec_sess_01_production_cookies_are_bound_to_host_and_tls(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SECURE_COOKIES", True)

    answer = browser.sign_in(NAME)

    assert set(answer.cookies) == {"__Host-dangjian", "__Host-dangjian-device"}
    assert all(cookie["secure"] and cookie["path"] == "/" for cookie in answer.cookies.values())


def test_sec_sess_01_token_of_before_is_dead_after_signing_in_again(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    before = browser.cookies[session_cookie()].value
    browser.sign_in(NAME)

    assert browser.cookies[session_cookie()].value != before
    browser.cookies[session_cookie()] = before
    assert browser.stage() == "none"


def test_sign_out_ends_the_session_and_clears_the_browser(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    token = browser.cookies[session_cookie()].value

    answer = browser.send("DELETE", SESSION)

    assert answer.status_code == 204
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies[session_cookie()].value == ""
    browser.cookies[session_cookie()] = token
    assert browser.stage() == "none"


def test_sec_sess_02_a_page_with_waiting_calls_clears_its_store_itself(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)

    answer = browser.send("DELETE", f"{SESSION}?keep_store=true")

    assert (answer.status_code, answer["Clear-Site-Data"]) == (204, '"cache"')
    assert browser.stage() == "none"


def test_sec_auth_04_one_text_for_every_reason(world: World, browser: Browser) -> None:
    disabled = world.here.accounts["member"]
    with building(world.tenant_id):
        Account.objects.unscoped("arrangement").filter(pk=disabled.pk).update(disabled_at=clock.now())
    answers = [
        browser.sign_in(NAME, "Wrong-password-9"),
        browser.sign_in("nobody-of-that-name"),
        browser.sign_in("13812345678"),
        browser.sign_in("linjiang-member"),
        browser.sign_in("linjiang-activist"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert {(a.json()["code"], a.json()["detail"]) for a in answers} == {(refused().code, refused().text)}
    assert [a.cookies.keys() for a in answers] == [{}.keys()] * 5


def test_sec_auth_04_sixth_attempt_refused_but_from_the_known_device_accepted(
    world: World, browser: Browser, other_browser: Browser
) -> None:
    browser.sign_in(NAME)
    browser.send("DELETE", SESSION)
    wrong = [other_browser.sign_in(NAME, "Wrong-password-9").status_code for _ in range(5)]

    sixth = other_browser.sign_in(NAME)
    known = browser.sign_in(NAME)

    assert wrong == [401] * 5
    assert sixth.status_code == 401
    assert known.status_code == 201


def test_sec_auth_04_known_device_has_a_counter_of_its_own(
    world: World, browser: Browser, other_browser: Browser
) -> None:
    browser.sign_in(NAME)
    browser.send("DELETE", SESSION)
    for _ in range(5):
        browser.sign_in(NAME, "Wrong-password-9")

    assert browser.sign_in(NAME).status_code == 401
    assert other_browser.sign_in(NAME).status_code == 201


def test_sec_auth_04_device_cookie_of_another_account_or_forged_is_unknown(
    world: World, browser: Browser, other_browser: Browser
) -> None:
    browser.sign_in("linjiang-officer")
    browser.send("DELETE", SESSION)
    for _ in range(5):
        other_browser.sign_in(NAME, "Wrong-password-9")

    other = browser.sign_in(NAME).status_code
    browser.cookies[device_cookie()] = browser.cookies[device_cookie()].value[:-2] + "xx"
    forged = browser.sign_in(NAME).status_code

    assert (other, forged) == (401, 401)


def test_sec_auth_04_lock_ends_after_fifteen_minutes_and_both_are_in_the_audit_log(
    world: World, browser: Browser
) -> None:
    for _ in range(5):
        browser.sign_in(NAME, "Wrong-password-9")
    start = clock.now()
    with clock.frozen(start + timedelta(minutes=14)):
        during = browser.sign_in(NAME).status_code
    with clock.frozen(start + timedelta(minutes=16)):
        browser.sign_in(NAME, "Wrong-password-9")
        after = browser.sign_in(NAME).status_code

    intents = list(AuditEntry.objects.filter(account_id=world.here.accounts["secretary"].pk).values_list("intent"))
    assert (during, after) == (401, 201)
    assert ("identity.accounts.lock",) in intents
    assert ("identity.accounts.lock_ended",) in intents


def test_sec_auth_04_unknown_names_lock_like_known_ones(world: World, browser: Browser) -> None:
    for _ in range(6):
        browser.sign_in("nobody-of-that-name", "Wrong-password-9")

    assert LoginCounter.objects.filter(kind="account", locked_until__isnull=False).count() == 1
    assert "nobody" not in str(list(LoginCounter.objects.values()))


def test_sec_auth_04_flood_from_one_address_is_stopped_and_others_are_not(
    world: World, browser: Browser, other_browser: Browser
) -> None:
    LoginCounter.objects.all().delete()
    browser.sign_in("nobody-0", "Wrong-password-9")
    row = LoginCounter.objects.get(kind="address")
    row.attempts = 99
    row.save()
    browser.sign_in("nobody-1", "Wrong-password-9")

    flood = browser.sign_in(NAME)

    assert flood.status_code == 429
    assert flood.json()["code"] == "identity.too_many_attempts"
    assert other_browser.sign_in(NAME).status_code == 201


def test_sec_auth_04_unlocked_by_the_office(world: World, browser: Browser, office_client: Any) -> None:
    account = world.here.accounts["secretary"]
    for _ in range(5):
        browser.sign_in(NAME, "Wrong-password-9")

    answer = office_client.call("POST", f"/api/v1/identity/accounts/{account.pk}/unlock")

    assert answer.status_code == 200
    assert browser.sign_in(NAME).status_code == 201
    assert AuditEntry.objects.filter(note__contains="解除", actor_name="林晓燕").count() == 1


@pytest.mark.slow
def test_sec_auth_04_equal_time_for_known_and_unknown_names(world: World) -> None:
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    browser = Browser()
    browser.sign_in(NAME, "Wrong-password-9")
    browser.sign_in("nobody", "Wrong-password-9")
    for number in range(100):
        for kind, name in (("known", NAME), ("unknown", f"nobody-{number}")):
            LoginCounter.objects.all().delete()
            start = time.process_time()
            browser.sign_in(name, "Wrong-password-9")
            spent[kind].append(time.process_time() - start)

    difference = abs(statistics.mean(spent["known"]) - statistics.mean(spent["unknown"]))
    assert difference < 0.010


def test_sec_aud_01_log_in_and_refusal_are_recorded_without_what_was_typed(world: World, browser: Browser) -> None:
    browser.sign_in(NAME, "Canary-password-77")
    browser.sign_in("Canary-name-77", "Canary-password-77")
    browser.sign_in(NAME)

    rows = list(AuditEntry.objects.order_by("id").values_list("outcome", "code", "actor_name", "note"))
    everything = str(list(AuditEntry.objects.values())).lower()
    assert rows == [
        ("refused", "identity.sign_in_refused", "曾志强", "来自 192.0.2.77"),
        ("refused", "identity.sign_in_refused", "未知账号", "来自 192.0.2.77"),
        ("done", "", "曾志强", "登录：密码，管理端，来自 192.0.2.77"),
    ]
    assert "canary" not in everything
    assert PASSWORD.lower() not in everything


def test_sec_auth_01_case_and_width_do_not_make_another_account(world: World, browser: Browser) -> None:
    assert browser.sign_in("ｌｉｎｊｉａｎｇ－ＳＥＣＲＥＴＡＲＹ".replace("－", "-")).status_code == 201


def test_password_is_taken_as_typed(world: World, browser: Browser) -> None:
    assert browser.sign_in(NAME, PASSWORD + " ").status_code == 401
    assert browser.sign_in(NAME, " " + PASSWORD).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"identifier": "a"},
        {"identifier": "a", "password": ""},
        {"identifier": "a" * 101, "password": "x"},
        {"identifier": "a", "password": "x" * 129},
        {"identifier": "a", "password": "x", "surface": "toaster"},
        {"identifier": "a", "password": "x", "admin": True},
        {"identifier": ["a"], "password": "x"},
    ],
)
def test_bad_bodies_are_told_apart(db: None, browser: Browser, body: dict[str, Any]) -> None:
    assert browser.send("POST", SESSION, body).status_code == 422


def test_a_request_costs_one_query_for_the_person(world: World, browser: Browser) -> None:
    browser.sign_in(NAME)
    browser.send("GET", "/api/v1/identity/own/second-factor")
    with CaptureQueriesContext(connection) as caught:
        browser.send("GET", "/api/v1/nothing-here")

    tables = [query["sql"].split(" FROM ")[1].split(" ")[0] for query in caught.captured_queries]
    assert tables == ['"identity_session"']

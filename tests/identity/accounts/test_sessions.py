"""Sessions: ends, parallel limits, one's own list, one query (SEC-SESS-01, SEC-SESS-02)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dangjian.identity.accounts.models import Account, WebSession
from dangjian.identity.accounts.rules import sessions as rules
from dangjian.identity.accounts.sessions import (
    SessionStore,
    live_sessions,
    load_session,
    open_session,
    remove_ended,
    renew_token,
    token_hash,
    touch,
)
from dangjian.kernel import clock
from tests.identity.accounts.conftest import Browser
from tests.world import World, building

OWN = "/api/v1/identity/own/sessions"


def _open(account: Account, limits: rules.Limits = rules.WEB, surface: str = "console") -> str:
    return open_session(
        account,
        limits=limits,
        stage="complete",
        surface=surface,
        address="192.0.2.1",
        user_agent="tests",
        factors="password",
    )


def test_sec_sess_01_loaded_with_its_account_by_one_query(world: World) -> None:
    account = world.here.accounts["secretary"]
    token = _open(account)

    with CaptureQueriesContext(connection) as caught:
        found = load_session(token)

    assert len(caught) == 1
    assert found is not None
    assert (found.account_id, found.tenant_id, found.person_id, found.login_name, found.is_complete) == (
        account.pk,
        world.tenant_id,
        account.person_id,
        "linjiang-secretary",
        True,
    )


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 101])
def test_sec_sess_01_unknown_tokens_open_nothing(world: World, token: str) -> None:
    _open(world.here.accounts["secretary"])

    assert load_session(token) is None


@pytest.mark.parametrize(
    ("limits", "surface", "alive", "dead"),
    [
        (rules.WEB, "console", timedelta(minutes=29), timedelta(minutes=30)),
        (rules.ADMINISTRATOR, "console", timedelta(minutes=14), timedelta(minutes=15)),
        (rules.KIOSK, "kiosk", timedelta(seconds=59), timedelta(seconds=60)),
    ],
)
def test_sec_sess_02_idle_end(
    world: World, limits: rules.Limits, surface: str, alive: timedelta, dead: timedelta
) -> None:
    token, start = _open(world.here.accounts["secretary"], limits, surface), clock.now()

    with clock.frozen(start + alive):
        assert load_session(token) is not None
    with clock.frozen(start + dead):
        assert load_session(token) is None


def test_sec_sess_02_absolute_end_in_spite_of_use(world: World) -> None:
    token, start = _open(world.here.accounts["secretary"]), clock.now()
    for minutes in range(0, 12 * 60, 20):
        with clock.frozen(start + timedelta(minutes=minutes)):
            session = load_session(token)
            assert session is not None
            touch(session, limits=rules.WEB)

    with clock.frozen(start + timedelta(hours=12)):
        assert load_session(token) is None


def test_sec_sess_02_use_is_written_once_a_minute(world: World) -> None:
    token, start = _open(world.here.accounts["secretary"]), clock.now()
    writes = []
    for seconds in (10, 50, 60, 70, 119, 120):
        with clock.frozen(start + timedelta(seconds=seconds)), CaptureQueriesContext(connection) as caught:
            session = load_session(token)
            assert session is not None
            touch(session, limits=rules.WEB)
        writes.append(len(caught) - 1)

    assert writes == [0, 0, 1, 0, 0, 1]


@pytest.mark.parametrize(("limits", "kept"), [(rules.WEB, 3), (rules.ADMINISTRATOR, 1)])
def test_sec_sess_02_one_session_too_many_ends_the_oldest(world: World, limits: rules.Limits, kept: int) -> None:
    account, start = world.here.accounts["secretary"], clock.now()
    tokens = []
    for minute in range(4):
        with clock.frozen(start + timedelta(minutes=minute)):
            tokens.append(_open(account, limits))

    with clock.frozen(start + timedelta(minutes=4)):
        assert [load_session(token) is not None for token in tokens] == [False] * (4 - kept) + [True] * kept


def test_sec_sess_01_renewed_token_replaces_the_old(world: World) -> None:
    token = _open(world.here.accounts["secretary"])
    new = renew_token(token_hash(token))

    assert load_session(token) is None
    assert load_session(new) is not None


def test_sec_auth_07_disabling_ends_sessions_at_once(world: World) -> None:
    account = world.here.accounts["secretary"]
    token = _open(account)
    with building(world.tenant_id):
        Account.objects.unscoped("arrangement").filter(pk=account.pk).update(disabled_at=clock.now())

    assert load_session(token) is None


def test_sec_sess_02_list_and_end_own_sessions(world: World, browser: Browser, other_browser: Browser) -> None:
    browser.sign_in("linjiang-secretary")
    other_browser.sign_in("linjiang-secretary", surface="phone")
    stranger = _open(world.here.accounts["member"])

    listed = browser.send("GET", OWN).json()
    foreign = str(WebSession.objects.get(token_hash=token_hash(stranger)).public_id)
    phone = next(row for row in listed if row["surface"] == "phone")

    assert sorted((row["surface"], row["address"], row["current"]) for row in listed) == [
        ("console", "192.0.2.77", True),
        ("phone", "198.51.100.9", False),
    ]
    assert browser.send("DELETE", f"{OWN}/{foreign}").status_code == 404
    assert browser.send("DELETE", f"{OWN}/{phone['id']}").status_code == 204
    assert other_browser.stage() == "none"
    assert browser.stage() == "complete"


def test_sec_sess_02_end_all_other_sessions(world: World, browser: Browser, other_browser: Browser) -> None:
    browser.sign_in("linjiang-secretary")
    other_browser.sign_in("linjiang-secretary")

    assert browser.send("DELETE", OWN).json() == {"count": 1}
    assert (browser.stage(), other_browser.stage()) == ("complete", "none")


def test_ended_sessions_are_swept(world: World) -> None:
    account, start = world.here.accounts["secretary"], clock.now()
    _open(account, rules.KIOSK)
    kept = _open(account)
    with clock.frozen(start + timedelta(minutes=5)):
        removed = remove_ended()
        left = [row.token_hash for row in live_sessions(account.pk)]

    assert removed == 1
    assert left == [token_hash(kept)]


def test_sec_auth_02_expired_password_opens_only_the_change_form(world: World, browser: Browser) -> None:
    account = world.here.accounts["secretary"]
    with building(world.tenant_id):
        late = clock.now() - timedelta(days=settings.PASSWORD_VALID_DAYS)
        Account.objects.unscoped("arrangement").filter(pk=account.pk).update(password_changed_at=late)

    found = browser.sign_in("linjiang-secretary").json()
    elsewhere = browser.send("GET", "/api/v1/directory/members")

    assert found["restriction"] == "password"
    assert found["actions"] == ["identity.own_sign_in"]
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "identity.password_change_needed")
    assert browser.send("GET", OWN).status_code == 200
    assert browser.send("GET", "/api/v1/identity/accounts").status_code == 403


def test_session_store_keeps_small_values_under_the_hash(db: None) -> None:
    store = SessionStore()
    store["state"] = "abc"
    store.save()

    row = WebSession.objects.get()
    again = SessionStore(store.session_key)
    assert row.token_hash == token_hash(store.session_key or "")
    assert (row.account_id, row.data) == (None, {"state": "abc"})
    assert again["state"] == "abc"
    assert load_session(store.session_key or "") is None
    again.flush()
    assert WebSession.objects.count() == 0
    assert SessionStore("never-seen-key").get("state") is None

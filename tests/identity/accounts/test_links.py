"""One-time links for activation and reset (SEC-AUTH-08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from dangjian.identity.accounts.commands.links import IssuedLink, issue_link
from dangjian.identity.accounts.directory import name_digest
from dangjian.identity.accounts.models import Account, OneTimeLink, TakenName
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.models import AuditEntry, IdempotencyKey
from tests.identity.accounts.conftest import Browser
from tests.world import PASSWORD, World, building

LOOK_UP = "/api/v1/identity/activation/look-up"
ACTIVATION = "/api/v1/identity/activation"
NEW = "Lantern&Harbour-27"


def _link(office: Actor, world: World, key: str = "secretary") -> IssuedLink:
    with acting_as(office):
        return issue_link(account_id=world.here.accounts[key].pk)


def _body(token: str, password: str = NEW) -> dict[str, str]:
    return {"token": token, "password": password, "surface": "phone"}


def test_sec_auth_08_link_is_stored_as_hash_for_24_hours(world: World, office: Actor) -> None:
    link = _link(office, world)

    with building(world.tenant_id):
        row = OneTimeLink.objects.get()
    assert len(link.token) == 43
    assert link.token not in str(vars(row))
    assert row.expires_at - row.created_at == timedelta(hours=24)
    assert link.token not in str(list(AuditEntry.objects.values()))
    assert row.token_hash not in str(list(AuditEntry.objects.values()))


def test_sec_auth_08_look_up_then_set_the_password_and_be_signed_in(
    world: World, office: Actor, browser: Browser
) -> None:
    link = _link(office, world)

    holder = browser.send("POST", LOOK_UP, {"token": link.token}).json()
    entered = browser.send("POST", ACTIVATION, _body(link.token))

    assert (holder["purpose"], holder["login_name"], holder["name"]) == ("reset", "linjiang-secretary", "曾志强")
    assert entered.status_code == 201
    assert (entered.json()["stage"], browser.stage()) == ("complete", "complete")
    assert Browser().sign_in("linjiang-secretary", NEW).status_code == 201
    assert Browser().sign_in("linjiang-secretary", PASSWORD).status_code == 401


def test_sec_auth_08_second_use_is_refused(world: World, office: Actor, browser: Browser) -> None:
    link = _link(office, world)
    browser.send("POST", ACTIVATION, _body(link.token))

    again = Browser().send("POST", ACTIVATION, _body(link.token, "Other&Harbour-27"))

    assert (again.status_code, again.json()["code"]) == (404, "identity.link_not_found")


def test_sec_auth_08_late_use_is_refused(world: World, office: Actor, browser: Browser) -> None:
    link = _link(office, world)

    with clock.frozen(clock.now() + timedelta(hours=24)):
        assert browser.send("POST", ACTIVATION, _body(link.token)).status_code == 404
    with clock.frozen(clock.now() + timedelta(hours=23, minutes=59)):
        assert browser.send("POST", ACTIVATION, _body(link.token)).status_code == 201


def test_sec_auth_08_a_new_link_kills_the_old_one(world: World, office: Actor, browser: Browser) -> None:
    first, second = _link(office, world), _link(office, world)

    assert browser.send("POST", LOOK_UP, {"token": first.token}).status_code == 404
    assert browser.send("POST", LOOK_UP, {"token": second.token}).status_code == 200


@pytest.mark.parametrize("token", ["x" * 43, "x" * 20, "汉" * 30])
def test_sec_auth_08_unknown_links(world: World, browser: Browser, token: str) -> None:
    assert browser.send("POST", LOOK_UP, {"token": token}).status_code == 404


def test_sec_auth_08_weak_password_leaves_the_link_usable(world: World, office: Actor, browser: Browser) -> None:
    link = _link(office, world)

    weak = browser.send("POST", ACTIVATION, _body(link.token, "Zengzhiqiang#9x"))

    assert weak.status_code == 422
    assert [problem["code"] for problem in weak.json()["fields"]] == ["identity.password.context"]
    assert browser.send("POST", ACTIVATION, _body(link.token)).status_code == 201


def test_sec_auth_08_reset_keeps_the_second_factor_and_ends_sessions(
    world: World, office: Actor, browser: Browser, other_browser: Browser, enrol: Callable[[str], tuple[str, list[str]]]
) -> None:
    other_browser.sign_in("linjiang-secretary")
    enrol("secretary")
    link = _link(office, world)

    entered = browser.send("POST", ACTIVATION, _body(link.token)).json()

    assert entered["stage"] == "second_factor"
    assert browser.send("GET", "/api/v1/identity/own/sessions").status_code == 401
    assert other_browser.stage() == "none"


def test_reset_opens_a_locked_account(world: World, office: Actor, browser: Browser, other_browser: Browser) -> None:
    for _ in range(5):
        other_browser.sign_in("linjiang-secretary", "Wrong-password-9")
    browser.send("POST", ACTIVATION, _body(_link(office, world).token))

    assert other_browser.sign_in("linjiang-secretary", NEW).status_code == 201


def test_links_for_a_branch_open_accounts_and_print_as_codes(world: World, office_client: Any) -> None:
    branch = world.orgs["first"]
    body = {"organisation_id": str(branch.pk)}

    answer = office_client.call("POST", "/api/v1/identity/account-links", body, key="key-links-0001")

    items = answer.json()["items"]
    assert answer.status_code == 201
    assert [(i["name"], i["login_name"], i["purpose"]) for i in items] == [("吴倩", "wuqian", "activate")]
    assert items[0]["path"].startswith("/activate#")
    assert items[0]["qr_svg"].startswith("<svg")
    assert IdempotencyKey.objects.count() == 0
    with building(world.tenant_id):
        account = Account.objects.get(login_key="wuqian")
        assert (account.person_id, account.org_path) == (world.people["activist"].pk, branch.org_path)
        assert str(account.phone) == "138****0013"
        assert not account.has_usable_password()
    assert TakenName.objects.filter(pk=name_digest("wuqian")).exists()


def test_links_for_people_by_id_and_once_more(world: World, office_client: Any, browser: Browser) -> None:
    people = [str(world.people[key].pk) for key in ("activist", "member")]
    url = "/api/v1/identity/account-links"
    first = office_client.call("POST", url, {"person_ids": people}).json()["items"]
    second = office_client.call("POST", url, {"person_ids": people}).json()["items"]
    browser.send("POST", ACTIVATION, _body(second[0]["path"].partition("#")[2]))
    third = office_client.call("POST", url, {"person_ids": people}).json()["items"]

    assert [item["name"] for item in first] == [item["name"] for item in second] == ["吴倩"]
    assert first[0]["path"] != second[0]["path"]
    assert third == []


def test_people_outside_the_subtree_get_no_links(world: World, office_client: Any) -> None:
    url = "/api/v1/identity/account-links"
    elsewhere = office_client.call("POST", url, {"organisation_id": str(world.orgs["operations"].pk)})
    foreign = office_client.call("POST", url, {"person_ids": [str(world.there.people["member"].pk)]})

    assert elsewhere.json() == foreign.json() == {"items": []}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *[("office", 201), ("chief", 201), ("administrator", 201), ("security", 403), ("auditor", 403)],
        *[("secretary", 403), ("member", 403), ("stranger", 404)],
    ],
)
def test_who_may_issue_a_link(world: World, who: str, status: int) -> None:
    account = world.here.accounts["member"]

    answer = world.client(who).call("POST", f"/api/v1/identity/accounts/{account.pk}/links")

    assert answer.status_code == status


def test_sec_ac_09_nobody_takes_over_an_account_with_more_rights(world: World) -> None:
    url = "/api/v1/identity/accounts/{}/links"
    leader, administrator = world.here.accounts["leader"], world.here.accounts["administrator"]
    with building(world.tenant_id):
        # Both now sit in a branch of the worker's subtree; their rights reach beyond it.
        rows = Account.objects.unscoped("arrangement").filter(pk__in=[leader.pk, administrator.pk])
        rows.update(org_path=world.orgs["first"].org_path)

    above = world.client("office").call("POST", url.format(leader.pk))
    by_office = world.client("chief").call("POST", url.format(administrator.pk))

    assert (above.status_code, above.json()["code"]) == (403, "identity.account.above")
    assert (by_office.status_code, by_office.json()["code"]) == (403, "identity.account.administrator")

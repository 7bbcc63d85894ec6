"""Opening, listing, changing and disabling accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist

from dangjian.identity.accounts.commands.accounts import create_account, disable_idle
from dangjian.identity.accounts.commands.following import grants_changed, people_changed, people_left
from dangjian.identity.accounts.directory import name_digest
from dangjian.identity.accounts.models import Account, TakenName
from dangjian.identity.accounts.ports import PersonForAccount
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.models import AuditEntry
from tests.identity.accounts.conftest import SESSION, Browser
from tests.world import World, building

URL = "/api/v1/identity/accounts"


def _reload(world: World, key: str) -> Account:
    with building(world.tenant_id):
        found: Account = Account.objects.get(pk=world.here.accounts[key].pk)
        return found


def _create(actor: Actor, login_name: str, **more: Any) -> Account:
    with acting_as(actor):
        return create_account(login_name=login_name, display_name="测试", **more)


@pytest.mark.parametrize("flag", ["is_superuser", "is_staff", "groups", "user_permissions"])
def test_sec_auth_01_no_flag_gives_rights(flag: str) -> None:
    with pytest.raises(FieldDoesNotExist):
        Account._meta.get_field(flag)


@pytest.mark.parametrize("again", ["admin", "Admin", "ＡＤＭＩＮ", " admin "])
def test_sec_auth_01_folded_name_is_unique(world: World, again: str) -> None:
    _create(world.system(), "Admin")

    with pytest.raises(Conflict) as caught:
        _create(world.system(), again)
    assert caught.value.code == "identity.account.login_name_taken"


def test_sec_auth_01_unique_over_tenants(world: World) -> None:
    _create(world.system(), "zhaoliu")

    with pytest.raises(Conflict):
        _create(world.there.system(), "ZhaoLiu")


def test_sec_auth_01_deleted_and_former_names_are_not_given_out_again(world: World) -> None:
    account = _create(world.system(), "zhaoliu")
    with building(world.tenant_id):
        account.delete()

    with pytest.raises(Conflict):
        _create(world.system(), "zhaoliu")
    assert TakenName.objects.filter(pk=name_digest("zhaoliu")).exists()


def test_sec_auth_01_one_person_one_account(world: World) -> None:
    with pytest.raises(Conflict) as caught:
        _create(world.system(), "second", person_id=world.people["member"].pk)
    assert caught.value.code == "identity.account.person_has_one"


def test_a_phone_number_belongs_to_one_account(world: World) -> None:
    _create(world.system(), "first", phone="13900000001")

    with pytest.raises(Conflict) as caught:
        _create(world.there.system(), "second", phone="139 0000 0001")
    assert caught.value.code == "identity.account.phone_taken"
    with pytest.raises(BadInput):
        _create(world.system(), "third", phone="12345")


def test_sec_data_02_phone_is_sealed(world: World) -> None:
    account = _create(world.system(), "first", phone="13900000001")

    raw = str(list(Account.objects.across_tenants("reading back").filter(pk=account.pk).values("phone", "phone_index")))
    assert "13900000001" not in raw
    assert "13900000001" not in str(list(AuditEntry.objects.values()))
    assert account.phone_index not in str(list(AuditEntry.objects.values()))


def test_list_shows_the_subtree_with_masks(world: World, office_client: Any) -> None:
    account = world.here.accounts["member"]
    with building(world.tenant_id):
        account.phone = "13900000001"
        account.save()

    found = office_client.fetch(URL, text="139-0000-0001").json()["items"]
    everybody = office_client.fetch(URL, limit=200, with_total=True).json()

    assert [(row["login_name"], row["phone"], row["state"]) for row in found] == [
        ("linjiang-member", "139****0001", "active")
    ]
    assert {row["login_name"].split("-")[1] for row in everybody["items"]} == {
        *("secretary", "deputy", "officer", "member", "first", "probationary", "office", "second"),
    }
    assert everybody["total"] == 13
    assert office_client.fetch(URL, text="孙丽").json()["items"] == []


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"state": "not_activated"}, {"new"}),
        ({"state": "disabled"}, {"linjiang-member"}),
        ({"text": "曾志"}, {"linjiang-secretary"}),
        ({"text": "LINJIANG-SECR"}, {"linjiang-secretary"}),
        ({"text": "nobody"}, set()),
    ],
)
def test_list_filters(world: World, chief_client: Any, filters: dict[str, str], names: set[str]) -> None:
    _create(world.system(), "new", org_path=world.orgs["first"].org_path)
    with building(world.tenant_id):
        rows = Account.objects.filter(pk=world.here.accounts["member"].pk)
        rows.update(disabled_at=clock.now())

    assert {row["login_name"] for row in chief_client.fetch(URL, **filters).json()["items"]} == names


def test_list_pages_by_cursor(world: World, chief_client: Any) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = chief_client.fetch(URL, limit=7, **more).json()
        seen += [row["login_name"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == len(world.here.accounts)
    assert seen == sorted(seen)


@pytest.mark.parametrize("who", ["secretary", "member", "leader"])
def test_others_do_not_see_accounts(world: World, who: str) -> None:
    assert world.client(who).fetch(URL).status_code == 403


def test_change_name_and_phone_with_if_match(world: World, office_client: Any, browser: Browser) -> None:
    url = f"{URL}/{world.here.accounts['member'].pk}"
    got = office_client.fetch(url)
    changed = office_client.call("PATCH", url, {"login_name": "WangFang", "phone": "13900000001"}, version=1)
    stale = office_client.call("PATCH", url, {"phone": ""}, version=1)
    taken = office_client.call("PATCH", url, {"login_name": "Linjiang-Office"}, version=2)
    off = office_client.call("PATCH", url, {"phone": ""}, version=2)

    assert got["ETag"] == '"v1"'
    assert (changed.status_code, changed["ETag"], changed.json()["phone"]) == (200, '"v2"', "139****0001")
    assert stale.status_code == 412
    assert (taken.status_code, taken.json()["code"]) == (409, "identity.account.login_name_taken")
    assert (off.status_code, off.json()["phone"]) == (200, "")
    assert browser.sign_in("wangfang").status_code == 201
    assert browser.sign_in("linjiang-member").status_code == 401


def test_sec_auth_07_disable_and_enable(world: World, office_client: Any, browser: Browser) -> None:
    url = f"{URL}/{world.here.accounts['member'].pk}"
    browser.sign_in("linjiang-member")
    link = office_client.call("POST", f"{url}/links").json()

    disabled = office_client.call("POST", f"{url}/disable", {"reason": "离职"})
    gone = browser.stage()
    refused = browser.sign_in("linjiang-member").status_code
    token = link["path"].partition("#")[2]
    dead = browser.send("POST", "/api/v1/identity/activation/look-up", {"token": token}).status_code
    no_link = office_client.call("POST", f"{url}/links")
    enabled = office_client.call("POST", f"{url}/enable")

    assert (disabled.json()["state"], disabled.json()["disabled_reason"]) == ("disabled", "离职")
    assert (gone, refused, dead) == ("none", 401, 404)
    assert (no_link.status_code, no_link.json()["code"]) == (409, "identity.account.disabled")
    assert enabled.json()["state"] == "active"
    assert Browser("203.0.113.9").sign_in("linjiang-member").status_code == 201


def test_nobody_disables_oneself(world: World, office_client: Any) -> None:
    answer = office_client.call("POST", f"{URL}/{world.here.accounts['office'].pk}/disable", {"reason": "误操作"})

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.account.own")


def test_sec_sess_02_office_ends_sessions_of_others(world: World, office_client: Any, browser: Browser) -> None:
    browser.sign_in("linjiang-member")

    answer = office_client.call("DELETE", f"{URL}/{world.here.accounts['member'].pk}/sessions")

    assert answer.json() == {"count": 1}
    assert browser.stage() == "none"


def test_sec_auth_07_idle_accounts_are_disabled(world: World) -> None:
    now = clock.now()
    days = {"member": 181, "secretary": 179, "administrator": 91, "chief": 91}
    with building(world.tenant_id):
        for key, since in days.items():
            rows = Account.objects.filter(pk=world.here.accounts[key].pk)
            rows.update(last_login_at=now - timedelta(days=since))
    with acting_as(world.system()):
        count = disable_idle(administrators_after=timedelta(days=90), others_after=timedelta(days=180))

    states = {key: _reload(world, key).is_active for key in days}
    assert count == 2
    assert states == {"member": False, "secretary": True, "administrator": False, "chief": True}


def test_sec_auth_07_accounts_of_people_who_left_end_at_once(world: World, browser: Browser) -> None:
    browser.sign_in("linjiang-member")
    with acting_as(world.system()):
        count = people_left(person_ids=[world.people["member"].pk, world.people["activist"].pk], reason="组织关系转出")

    account = _reload(world, "member")
    assert count == 1
    assert (account.is_active, account.disabled_reason) == (False, "组织关系转出")
    assert browser.stage() == "none"


def test_accounts_follow_name_and_branch_of_their_person(world: World) -> None:
    person = world.people["member"]
    second = world.orgs["second"]
    told = PersonForAccount(person.pk, "王芳芳", second.org_path, second.short_name)
    with acting_as(world.system()):
        changed = people_changed(people=[told])
        again = people_changed(people=[told])

    account = _reload(world, "member")
    assert (changed, again) == (1, 0)
    assert (account.display_name, account.org_path, account.grants_version) == ("王芳芳", second.org_path, 2)


def test_changed_grants_count_from_the_next_request(world: World, browser: Browser) -> None:
    from dangjian.directory.grants.models import RoleGrant

    browser.sign_in("linjiang-secretary")
    person = world.people["secretary"]
    with building(world.tenant_id):
        RoleGrant.objects.unscoped("arrangement").filter(person_id=person.pk).update(revoked_at=clock.now())
    before = {role["role"] for role in browser.send("GET", SESSION).json()["roles"]}
    with acting_as(world.system()):
        count = grants_changed(account_ids=[], person_ids=[person.pk])
    after = {role["role"] for role in browser.send("GET", SESSION).json()["roles"]}

    assert count == 1
    assert before == {"member", "branch_secretary"}
    assert after == {"member"}

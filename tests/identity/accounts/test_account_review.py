"""The monthly review of accounts: a list of who is there, when they were last seen, what they may do (SEC-AUTH-07)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dangjian.foundation.messaging.models import Message
from dangjian.identity.accounts.commands.reviewing import ask_for_review
from dangjian.identity.accounts.models import Account
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from tests.world import TODAY, SignedInClient, World, building, give

LIST = "/api/v1/identity/accounts"


def _seen(world: World, **days: int | None) -> None:
    """When somebody was last seen, in days before now; None for never."""
    with building(world.tenant_id):
        Account.objects.update(activated_at=clock.now() - timedelta(days=300), last_login_at=clock.now())
        for key, ago in days.items():
            at = None if ago is None else clock.now() - timedelta(days=ago)
            Account.objects.filter(pk=world.here.accounts[key].pk).update(last_login_at=at)


def _people(client: SignedInClient, query: str) -> dict[str, Any]:
    found = client.fetch(f"{LIST}?limit=100&{query}")
    assert found.status_code == 200, found.content
    return {row["login_name"]: row for row in found.json()["items"]}


def _messages(world: World) -> list[tuple[str, str, str]]:
    with building(world.tenant_id):
        rows = Message.objects.filter(subject_kind="account").order_by("sent_at", "person_id")
        names = {person.pk: key for key, person in world.people.items()}
        return [(names[row.person_id], row.title, row.text) for row in rows]


def test_sec_auth_07_the_list_says_what_each_account_may_do_and_when_it_was_seen(
    world: World, administrator_client: SignedInClient
) -> None:
    rows = _people(administrator_client, "state=active")

    secretary = rows["linjiang-secretary"]
    assert [role.split("（")[0] for role in secretary["roles"]] == ["支部书记"]
    assert world.orgs["first"].short_name in secretary["roles"][0]
    assert rows["linjiang-administrator"]["roles"] == ["系统管理员（全部组织）"]
    assert "last_login_at" in secretary
    assert all(row["state"] == "active" for row in rows.values())


def test_sec_auth_07_roles_that_ended_or_were_taken_are_not_told(
    world: World, administrator_client: SignedInClient
) -> None:
    row = give(world.here, "member", "leader")
    assert _people(administrator_client, "state=active")["linjiang-member"]["roles"] == ["党委领导（全部组织）"]
    with building(world.tenant_id):
        type(row).objects.filter(pk=row.pk).update(valid_to=TODAY - timedelta(days=1))
    assert _people(administrator_client, "state=active")["linjiang-member"]["roles"] == []


def test_sec_auth_07_who_was_not_seen_for_sixty_days_is_found(
    world: World, administrator_client: SignedInClient
) -> None:
    _seen(world, member=61, secretary=59, office=None)
    with building(world.tenant_id):
        Account.objects.filter(pk=world.here.accounts["leader"].pk).update(
            last_login_at=clock.now() - timedelta(days=90), disabled_at=clock.now()
        )

    assert set(_people(administrator_client, "state=quiet")) == {"linjiang-member", "linjiang-office"}


def test_sec_auth_07_the_list_costs_the_same_for_one_and_for_many(
    world: World, administrator_client: SignedInClient, django_assert_num_queries: Any
) -> None:
    _people(administrator_client, "limit=1")
    for number in (1, 3, 100):
        with django_assert_num_queries(4):
            administrator_client.fetch(f"{LIST}?limit={number}")


def test_sec_auth_07_those_who_administer_are_asked_once_a_month(world: World) -> None:
    _seen(world, member=61)
    with acting_as(world.system()):
        assert (ask_for_review(), ask_for_review()) == (2, 0)

    told = _messages(world)
    assert sorted(who for who, _, _ in told) == ["administrator", "security"]
    assert f"{TODAY:%Y 年} {TODAY.month} 月账号复核" in told[0][1]
    assert "60 天以上没有登录的 1 个" in told[0][2]
    with frozen(TODAY + timedelta(days=3)), acting_as(world.system()):
        assert ask_for_review() == 0, "the same month"
    with frozen(TODAY + timedelta(days=31)), acting_as(world.system()):
        assert ask_for_review() == 2


def test_sec_auth_07_accounts_of_others_do_not_show(world: World, stranger_client: SignedInClient) -> None:
    assert not [name for name in _people(stranger_client, "state=quiet") if name.startswith("linjiang")]

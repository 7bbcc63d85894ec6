"""SEC-SESS-04: tokens of programs reach no further than they say, and end when they should."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from dangjian.identity.accounts.commands.accounts import disable_account
from dangjian.identity.accounts.networks import administrative
from dangjian.identity.tokens.commands import create_token, remove_old
from dangjian.identity.tokens.models import ApiToken
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.permissions import registry
from tests.roles import as_owner
from tests.world import TODAY, SignedInClient, World, building

OWN = "/api/v1/identity/own/tokens"
MEMBERS = "/api/v1/directory/members"
READS = "directory.member.list"


def make(world: World, *, who: str = "office", **more: Any) -> str:
    """A token of somebody; its text."""
    values: dict[str, Any] = {"name": "对接人事系统", "scopes": [READS], "days": 30, "networks": "", **more}
    with acting_as(world.actor(who)):
        return create_token(**values)[1]


def ask(token: str, url: str = MEMBERS, method: str = "GET", body: Any = None, address: str = "192.0.2.10") -> Any:
    """A request of a program: the token, no cookie."""
    client = SignedInClient()
    client.defaults |= {"HTTP_AUTHORIZATION": f"Bearer {token}", "REMOTE_ADDR": address}
    return client.call(method, url, body)


def test_sec_sess_04_a_token_is_shown_once_and_kept_as_a_digest(world: World) -> None:
    office = world.client("office")
    made = office.call("POST", OWN, {"name": "对接人事系统", "scopes": [READS], "days": 30})
    assert made.status_code == 201, made.content
    text = made.json()["token"]
    assert ask(text).status_code == 200
    assert [row["hint"] for row in office.fetch(OWN).json()["items"]] == [text[-4:]]
    assert text not in office.fetch(OWN).content.decode()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_api_token")
        assert text[-24:-4] not in repr(cursor.fetchall())  # the last four are kept, to know it again
        assert not AuditEntry.objects.filter(changes__icontains=text[-20:]).exists()


def test_sec_sess_04_outside_its_scope_a_token_is_refused(world: World) -> None:
    token = make(world)
    seen = ask(token).json()["items"]
    assert {row["id"] for row in seen} <= {row["id"] for row in world.client("office").fetch(MEMBERS).json()["items"]}
    for url in ("/api/v1/work/meetings", "/api/v1/directory/posts", "/api/v1/foundation/duties/todos"):
        assert ask(token, url).status_code in {403, 404}, url
    assert ask(token, MEMBERS, "POST", {"name": "某人"}).status_code == 403
    assert ask(token, OWN).status_code == 403
    assert ask(token, "/api/v1/identity/own/sessions").status_code in {401, 403}
    assert ask(token, "/api/v1/identity/session").json()["stage"] == "none"


def test_sec_sess_04_a_token_never_carries_administration_or_sign_in(world: World) -> None:
    offered = {row["name"] for row in world.client("office").fetch("/api/v1/identity/own/token-scopes").json()["items"]}
    assert READS in offered
    assert not offered & administrative()
    assert not {name for name in offered if name.startswith(("identity.", "directory.grant.", "ops."))}
    foreign = sorted(set(registry.actions()) - offered)
    for scope in foreign:
        with pytest.raises(BadInput):
            make(world, scopes=[READS, scope])


@pytest.mark.parametrize("days", [0, 366, -1])
def test_sec_sess_04_a_token_lasts_a_year_at_most(world: World, days: int) -> None:
    body = {"name": "对接人事系统", "scopes": [READS], "days": days}
    assert world.client("office").call("POST", OWN, body).status_code == 422


def test_sec_sess_04_a_token_ends_on_its_day_and_when_it_is_taken_back(world: World) -> None:
    office, token, other = world.client("office"), make(world), make(world, name="报表")
    with clock.frozen(clock.now() + timedelta(days=30, seconds=-1)):
        assert ask(token).status_code == 200
    with clock.frozen(clock.now() + timedelta(days=30)):
        told = ask(token)
        assert (told.status_code, "已到期" in told.json()["detail"]) == (401, True)
    rows = {row["name"]: row for row in office.fetch(OWN).json()["items"]}
    assert office.call("DELETE", f"{OWN}/{rows['报表']['id']}").status_code == 204
    told = ask(other)
    assert (told.status_code, "已撤销" in told.json()["detail"]) == (401, True)
    assert ask(token).status_code == 200


def test_sec_sess_04_an_administrator_sees_all_and_takes_any_back(world: World) -> None:
    token = make(world)
    administrator = world.client("administrator")
    (row,) = administrator.fetch("/api/v1/identity/tokens").json()["items"]
    assert (row["owner"], row["state"]) == (world.here.accounts["office"].display_name, "living")
    assert administrator.call("DELETE", f"/api/v1/identity/tokens/{row['id']}").status_code == 204
    assert ask(token).status_code == 401
    assert world.client("secretary").fetch("/api/v1/identity/tokens").status_code == 403


def test_sec_sess_04_a_token_works_only_from_its_networks(world: World) -> None:
    token = make(world, networks="192.0.2.0/24")
    assert ask(token).status_code == 200
    told = ask(token, address="203.0.113.9")
    assert (told.status_code, "限定的网络" in told.json()["detail"]) == (401, True)
    with pytest.raises(BadInput, match="网络地址"):
        make(world, name="另一个", networks="内网")


def test_sec_sess_04_what_is_no_token_or_altered_opens_nothing(world: World) -> None:
    token = make(world)
    twin = token.replace(world.tenant_id.hex, world.there.tenant.pk.hex)
    for altered in (token[:-1] + ("A" if token[-1] != "A" else "B"), twin, token[:40], "dj_x_y", "secret", "x" * 500):
        told = ask(altered)
        assert (told.status_code, told.json()["code"]) == (401, "identity.token.unknown"), altered[:60]


def test_sec_auth_07_a_token_dies_with_its_owners_account(world: World) -> None:
    token = make(world)
    assert ask(token).status_code == 200
    with acting_as(world.system()):
        disable_account(account_id=world.here.accounts["office"].pk, reason="离岗")
    assert ask(token).status_code == 401


def test_sec_sess_04_rights_that_are_taken_from_the_owner_are_gone_from_the_token(world: World) -> None:
    token = make(world)
    with building(world.tenant_id):
        ApiToken.objects.update(scopes=["work.meeting.plan_nothing"])
    assert ask(token).status_code == 403


def test_sec_sess_04_what_a_program_does_is_told_from_what_its_owner_does(world: World) -> None:
    token = make(world, scopes=[READS, "directory.member.view", "directory.member.edit"])
    (row, *_) = ask(token).json()["items"]
    detail = ask(token, f"{MEMBERS}/{row['id']}")
    client = SignedInClient()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    told = client.call(
        "PATCH", f"{MEMBERS}/{row['id']}", {"mobile_phone": "13900000001"}, version=detail.json()["version"]
    )
    assert told.status_code == 200, told.content
    with as_owner():
        line = AuditEntry.objects.filter(surface="token", outcome="done").latest("at")
    assert "（令牌：对接人事系统）" in line.actor_name
    assert line.account_id == world.here.accounts["office"].pk


def test_sec_sess_04_use_is_noted_once_a_minute(world: World) -> None:
    token = make(world)
    ask(token)
    with building(world.tenant_id):
        first = ApiToken.objects.get().last_used_at
    assert first is not None
    with clock.frozen(first + timedelta(seconds=59)):
        ask(token)
        with building(world.tenant_id):
            assert ApiToken.objects.get().last_used_at == first
    with clock.frozen(first + timedelta(seconds=60)):
        ask(token, address="192.0.2.99")
    with building(world.tenant_id):
        row = ApiToken.objects.get()
    assert (row.last_used_at, row.last_address) == (first + timedelta(seconds=60), "192.0.2.99")


def test_sec_sess_04_names_are_unique_and_their_number_is_bounded(world: World) -> None:
    make(world)
    with pytest.raises(Conflict, match="同名"):
        make(world)
    for number in range(19):
        make(world, name=f"令牌{number}")
    with pytest.raises(Conflict, match="最多同时有 20 个"):
        make(world, name="再一个")


def test_sec_sess_04_old_tokens_are_forgotten(world: World) -> None:
    make(world)
    with acting_as(world.system()), clock.frozen(TODAY + timedelta(days=400)):
        assert remove_old(before=clock.now() - timedelta(days=365)) == 1

"""Standing in for a colleague, handing over, and the confirmation twice a year (SEC-AC-09)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dangjian.directory.grants import commands
from dangjian.directory.grants.events import RoleGranted, RoleRevoked
from dangjian.directory.grants.models import RoleGrant
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.testing import assert_command_contract, refusal_of
from tests.world import TODAY, World, building, give

API = "/api/v1/directory/grants"
SOON = TODAY + timedelta(days=10)


def _grant(world: World, key: str, role: str) -> UUID:
    with building(world.tenant_id):
        found: UUID = RoleGrant.objects.get(person_id=world.people[key].pk, role=role, revoked_at=None).pk
    return found


def _places(world: World, key: str, role: str) -> list[tuple[str, bool, Any]]:
    return [(grant.org_path, grant.subtree, grant.until) for grant in world.actor(key).grants if grant.role == role]


def _stand_in(world: World, giver: str = "secretary", to: str = "officer", **changes: Any) -> dict[str, Any]:
    role = {"secretary": "branch_secretary", "office": "office", "officer": "branch_officer"}[giver]
    given = {
        "grant_id": _grant(world, giver, role),
        "person_id": world.people[to].pk,
        "valid_to": SOON,
        "reason": "出差",
    }
    return {**given, **changes}


def test_sec_ac_09_a_secretary_lets_a_colleague_stand_in(world: World, secretary: Actor, member: Actor) -> None:
    row = assert_command_contract(
        commands.delegate_role,
        _stand_in(world),
        allowed=secretary,
        without_right=member,
        elsewhere=world.actor("operations_secretary"),
        stranger=world.there.actor("stranger"),
        events=[RoleGranted],
        bad=[
            ({"valid_to": TODAY - timedelta(days=1)}, "directory.grant.period"),
            ({"valid_to": TODAY + timedelta(days=90)}, "directory.grant.period"),
            ({"valid_from": TODAY - timedelta(days=1)}, "directory.grant.period"),
            ({"person_id": world.people["second_3"].pk}, "directory.grant.holder_missing"),
            ({"person_id": secretary.person_id}, "directory.grant.to_oneself"),
            ({"organisation_id": world.orgs["second"].pk}, "kernel.not_found"),
            ({"grant_id": _grant(world, "deputy", "branch_secretary")}, "directory.grant.not_own"),
        ],
    )

    assert _places(world, "officer", "branch_secretary") == [(world.orgs["first"].org_path, False, SOON)]
    assert (row.source, row.granted_by) == ("delegation", "曾志强")
    with frozen(SOON + timedelta(days=1)):
        assert _places(world, "officer", "branch_secretary") == []


def test_sec_ac_09_a_part_of_the_place_may_be_delegated(world: World, office: Actor) -> None:
    with acting_as(office):
        commands.delegate_role(**_stand_in(world, "office", "second_3", organisation_id=world.orgs["second"].pk))

    assert _places(world, "second_3", "office") == [(world.orgs["second"].org_path, True, SOON)]


def test_sec_ac_09_a_delegation_is_never_given_on(world: World, secretary: Actor) -> None:
    with acting_as(secretary):
        row = commands.delegate_role(**_stand_in(world))
    with acting_as(world.actor("officer")):
        problem = refusal_of(lambda: commands.delegate_role(**_stand_in(world, to="member", grant_id=row.pk)))

    assert problem is not None
    assert problem.code == "directory.grant.not_delegable"


@pytest.mark.parametrize("key", ["administrator", "security", "auditor"])
def test_sec_ac_07_administrators_delegate_nothing(world: World, key: str) -> None:
    body = {"person_id": str(world.people["member"].pk), "valid_to": SOON.isoformat(), "reason": "出差"}
    role = {"administrator": "administrator", "security": "security_administrator", "auditor": "audit_administrator"}
    answer = world.client(key).call("POST", f"{API}/{_grant(world, key, role[key])}/delegate", body)

    assert answer.status_code == 403


def test_sec_ac_07_nobody_stands_in_beside_being_an_administrator(world: World) -> None:
    give(world.here, "member", "audit_administrator")
    with acting_as(world.actor("secretary")):
        problem = refusal_of(lambda: commands.delegate_role(**_stand_in(world, to="member")))

    assert problem is not None
    assert problem.code == "directory.grant.apart"


def test_sec_ac_09_a_delegation_ends_with_the_right_behind_it(world: World, office: Actor, security: Actor) -> None:
    given = _stand_in(world, "office", "second_3")
    with acting_as(office):
        commands.delegate_role(**given)
    assert _places(world, "second_3", "office")
    client = world.client("second_3")
    assert client.fetch("/api/v1/directory/members").status_code == 200

    with acting_as(security):
        commands.revoke_grant(grant_id=given["grant_id"], reason="调离")

    assert _places(world, "second_3", "office") == []
    assert client.fetch("/api/v1/directory/members").status_code == 403, "at once, not after the cache"


@pytest.mark.parametrize("who", ["secretary", "officer"])
def test_sec_ac_09_both_see_it_and_either_ends_it(world: World, secretary: Actor, who: str) -> None:
    with acting_as(secretary):
        row = commands.delegate_role(**_stand_in(world))
    given = world.client("secretary").fetch(f"{API}/delegations").json()
    received = world.client("officer").fetch(f"{API}/delegations").json()
    assert [(r["id"], r["holder_name"]) for r in given["given"]] == [(str(row.pk), "李娜")]
    assert [(r["id"], r["for_name"]) for r in received["received"]] == [(str(row.pk), "曾志强")]
    assert [r["role"] for r in given["own"]] == ["branch_secretary"]
    assert [r["role"] for r in received["own"]] == ["branch_officer"], "what one stands in with is not one's own"
    assert world.client("member").fetch(f"{API}/delegations").json() == {"own": [], "given": [], "received": []}

    assert_command_contract(
        commands.end_delegation,
        {"grant_id": row.pk, "reason": "提前返回"},
        allowed=world.actor(who),
        without_right=world.actor("deputy"),
        stranger=world.there.actor("stranger"),
        events=[RoleRevoked],
    )
    assert _places(world, "officer", "branch_secretary") == []
    with building(world.tenant_id):
        titles = Message.objects.filter(kind="grant").values_list("person_id", "title")
        assert (world.people["officer"].pk, "曾志强委托您代理“支部书记”") in set(titles)


def test_sec_ac_09_a_grant_is_handed_over_with_an_end(world: World, security: Actor) -> None:
    given = {
        "grant_id": _grant(world, "office", "office"),
        "account_id": world.here.accounts["second_3"].pk,
        "valid_from": SOON - timedelta(days=3),
        "last_day": SOON,
        "reason": "岗位轮换",
    }
    assert_command_contract(
        commands.hand_over,
        given,
        allowed=security,
        without_right=world.actor("chief"),
        stranger=world.there.actor("security"),
        events=[RoleGranted],
        bad=[
            ({"valid_from": SOON + timedelta(days=2)}, "directory.grant.gap"),
            ({"grant_id": _grant(world, "auditor", "audit_administrator")}, "directory.grant.needs_approval"),
        ],
    )

    works = world.orgs["works"].org_path
    assert _places(world, "second_3", "office") == []
    with frozen(SOON):
        assert _places(world, "office", "office") == [(works, True, SOON)]
        assert _places(world, "second_3", "office") == [(works, True, None)]
    with frozen(SOON + timedelta(days=1)):
        assert _places(world, "office", "office") == []


def _lapse(world: World, days: int) -> tuple[int, int]:
    with frozen(TODAY + timedelta(days=days)), acting_as(world.system()):
        return commands.lapse_unconfirmed()


def test_sec_ac_09_a_grant_that_nobody_confirms_lapses(world: World) -> None:
    assert _lapse(world, 165) == (0, 0)
    soon = _lapse(world, 166)
    assert soon == (0, 6)
    with building(world.tenant_id):
        told = set(Message.objects.filter(title__startswith="林晓燕的").values_list("person_id", flat=True))
    assert {world.people[key].pk for key in ("office", "security", "chief")} <= told
    assert "office" in {grant.role for grant in world.actor("office").grants}

    _lapse(world, 180)
    assert "office" in {grant.role for grant in world.actor("office").grants}
    lapsed, _ = _lapse(world, 181)

    assert lapsed == 3, "chief, office and leader; the three administrators are the last of their roles"
    assert "office" not in {grant.role for grant in world.actor("office").grants}
    assert "security_administrator" in {grant.role for grant in world.actor("security").grants}
    assert "branch_secretary" in {grant.role for grant in world.actor("secretary").grants}, "follows the post"
    assert _lapse(world, 181)[0] == 0


def test_sec_ac_09_confirming_starts_the_half_year_anew(world: World, security: Actor) -> None:
    given = {"grant_id": _grant(world, "office", "office"), "note": "仍在岗"}
    with frozen(TODAY + timedelta(days=170)):
        assert_command_contract(
            commands.confirm_grant,
            given,
            allowed=security,
            without_right=world.actor("leader"),
            elsewhere=world.actor("secretary"),
            stranger=world.there.actor("security"),
            bad=[
                ({"grant_id": _grant(world, "auditor", "audit_administrator")}, "directory.grant.of_administrator"),
                ({"grant_id": _grant(world, "secretary", "branch_secretary")}, "directory.grant.no_review"),
            ],
        )
    assert _lapse(world, 181)[0] == 2
    assert "office" in {grant.role for grant in world.actor("office").grants}
    assert _lapse(world, 170 + 181)[0] == 1


def test_sec_ac_09_nobody_confirms_their_own(world: World, office: Actor) -> None:
    with acting_as(office):
        problem = refusal_of(lambda: commands.confirm_grant(grant_id=_grant(world, "office", "office")))

    assert problem is not None
    assert problem.code == "directory.grant.to_oneself"


def test_sec_ac_09_another_administrator_confirms_an_administrator(world: World) -> None:
    given = _grant(world, "security", "security_administrator")
    rows = world.client("auditor").fetch("/api/v1/directory/administrators").json()
    assert [(row["role"], row["is_mine"]) for row in rows] == [
        ("administrator", False),
        ("audit_administrator", True),
        ("security_administrator", False),
    ]
    url = f"/api/v1/directory/administrators/{given}/confirm"
    own = world.client("security").call("POST", url, {})
    assert (own.status_code, own.json()["code"]) == (403, "directory.grant.to_oneself")
    assert world.client("auditor").call("POST", url, {}).status_code == 200
    assert world.client("chief").call("POST", url, {}).status_code == 403


def test_sec_ac_09_the_holder_of_a_place_sees_what_is_to_confirm_there(world: World) -> None:
    give(world.here, "member", "branch_officer", "first")
    rows = world.client("secretary").fetch(f"{API}/reviews").json()["items"]
    assert [(row["holder_name"], row["due_on"]) for row in rows] == [("王芳", str(TODAY + timedelta(days=180)))]
    assert world.client("secretary").call("POST", f"{API}/{rows[0]['id']}/confirm", {}).status_code == 200
    assert world.client("operations_secretary").fetch(f"{API}/reviews").json()["items"] == []


def test_sec_ac_07_what_is_missing_is_told_once_a_week(world: World) -> None:
    with acting_as(world.system()):
        assert commands.tell_of_separation() == 0
    with building(world.tenant_id):
        RoleGrant.objects.filter(role="audit_administrator").delete()
    for _ in range(2):
        with acting_as(world.system()):
            assert commands.tell_of_separation() == 1
    with building(world.tenant_id):
        told = Message.objects.filter(title="三类管理员的设置需要处理")
        assert {row.person_id for row in told} == {world.people[key].pk for key in ("administrator", "security")}
        assert "还没有安全审计员" in told[0].text
        assert told.count() == 2

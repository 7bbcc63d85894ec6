"""Giving roles, taking them back, and reading who may do what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from dangjian.directory.grants import commands, queries
from dangjian.directory.grants.events import RoleGranted, RoleRevoked
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.rules import latest_end, period_problem
from dangjian.foundation.messaging.models import Message
from dangjian.identity.accounts.models import Account
from dangjian.kernel.actor import Actor, Grant, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import Problem
from dangjian.kernel.testing import assert_command_contract, assert_list_contract, exactly_queries, refusal_of
from tests.world import TODAY, SignedInClient, World, building

BASE = "/api/v1/directory/grants"


def refused(actor: Actor, command: Any, **arguments: Any) -> Problem:
    with acting_as(actor):
        problem = refusal_of(lambda: command(**arguments))
    assert problem is not None, "was not refused"
    return problem


def grant_id(world: World, key: str, role: str) -> UUID:
    with building(world.tenant_id):
        found: UUID = RoleGrant.objects.get(person_id=world.people[key].pk, role=role).pk
    return found


def test_grant_role(world: World, security: Actor, office: Actor) -> None:
    works, person = world.orgs["works"], world.people["member"]
    with building(world.tenant_id):
        before = Account.objects.get(pk=world.here.accounts["member"].pk).grants_version

    row = assert_command_contract(
        commands.grant_role,
        {
            "role": "office",
            "organisation_id": works.pk,
            "person_id": person.pk,
            "valid_to": date(2027, 6, 30),
            "reason": "协助党务工作",
        },
        allowed=security,
        without_right=office,
        stranger=world.there.actor("security"),
        events=[RoleGranted],
        bad=[
            ({"role": "member"}, "directory.grant.role"),
            ({"role": "emperor"}, "directory.grant.role"),
            ({"role": "administrator"}, "directory.grant.needs_approval"),
            ({"valid_to": date(2026, 11, 20)}, "directory.grant.period"),
            ({"valid_from": date(2027, 7, 1)}, "directory.grant.period"),
            ({"person_id": None}, "directory.grant.holder"),
            ({"person_id": world.there.people["member"].pk}, "directory.grant.holder_missing"),
            ({"person_id": world.people["security"].pk}, "directory.grant.to_oneself"),
            ({"person_id": world.people["office"].pk}, "directory.grant.exists"),
        ],
    )

    assert (row.org_path, row.subtree, row.source) == (works.org_path, True, "grant")
    held = Grant("office", works.pk, works.org_path, True, date(2027, 6, 30), "grant")
    assert held in world.actor("member").grants
    with building(world.tenant_id):
        assert Account.objects.get(pk=world.here.accounts["member"].pk).grants_version == before + 1
    with frozen(date(2027, 7, 1)):
        assert held not in world.actor("member").grants


def test_a_grant_never_outlasts_the_givers_own() -> None:
    giving = frozenset({"security_administrator"})
    own = (Grant("security_administrator", None, "", until=date(2027, 1, 31)), Grant("office", None, ""))

    assert latest_end(own, giving, TODAY) == date(2027, 1, 31)
    assert latest_end((*own, Grant("security_administrator", None, "")), giving, TODAY) is None
    assert period_problem(TODAY, date(2027, 1, 31), today=TODAY, latest=date(2027, 1, 31)) == ""
    assert "不能更长" in period_problem(TODAY, date(2027, 2, 1), today=TODAY, latest=date(2027, 1, 31))
    assert "不能更长" in period_problem(TODAY, None, today=TODAY, latest=date(2027, 1, 31))


def test_revoke(world: World, security: Actor, office: Actor) -> None:
    given = grant_id(world, "office", "office")

    row = assert_command_contract(
        commands.revoke_grant,
        {"grant_id": given, "reason": "岗位调整"},
        allowed=security,
        without_right=office,
        stranger=world.there.actor("security"),
        events=[RoleRevoked],
    )

    assert row.revoked_by == "单文静"
    assert "office" not in {grant.role for grant in world.actor("office").grants}
    assert refused(security, commands.revoke_grant, grant_id=given, reason="再次").code == "directory.grant.revoked"


def test_what_came_with_a_post_ends_with_the_post(world: World, security: Actor) -> None:
    given = grant_id(world, "secretary", "branch_secretary")

    problem = refused(security, commands.revoke_grant, grant_id=given, reason="收回")

    assert problem.code == "directory.grant.with_post"


def test_the_last_administrator_stays(world: World, security: Actor) -> None:
    given = grant_id(world, "security", "security_administrator")

    problem = refused(security, commands.revoke_grant, grant_id=given, reason="收回")

    assert problem.code == "directory.grant.last_administrator"


def test_expiry_is_announced_once(world: World, security: Actor) -> None:
    given = grant_id(world, "office", "office")
    with acting_as(security):
        commands.set_expiry(grant_id=given, valid_to=TODAY + timedelta(days=14), reason="到期收回")
    with acting_as(world.system()):
        assert commands.tell_of_expiry() == 1
        assert commands.tell_of_expiry() == 1

    with building(world.tenant_id):
        told = list(Message.objects.values_list("person_id", "title"))
    assert {person for person, _ in told} == {world.people["office"].pk, world.people["security"].pk}
    assert len(told) == 2
    assert told[0][1] == "林晓燕的“党务工作者”授权将于 2026-12-05 到期"


def test_who_has_access_to_a_branch(world: World, secretary: Actor) -> None:
    with acting_as(secretary), exactly_queries(2):
        rows = queries.grants_at(organisation_id=world.orgs["first"].pk)

    assert [(row["holder_name"], row["role_title"], row["organisation_name"]) for row in rows] == [
        ("高宇", "系统管理员", "全部组织"),
        ("解春生", "安全审计员", "全部组织"),
        ("单文静", "安全管理员", "全部组织"),
        ("秦卫国", "党委领导", "集团党委"),
        ("苏晓梅", "党务工作者", "集团党委"),
        ("林晓燕", "党务工作者", "制造公司党总支"),
        ("李娜", "支部委员", "一车间党支部"),
        ("张伟", "支部书记", "一车间党支部"),
        ("曾志强", "支部书记", "一车间党支部"),
    ]


def test_why_can_i_see_this(world: World, office: Actor, secretary: Actor) -> None:
    ask: dict[str, Any] = {"action": "directory.member.view", "organisation_id": world.orgs["first"].pk}
    with acting_as(office), exactly_queries(2):
        through = queries.why(**ask)
    with acting_as(secretary):
        own = queries.why(**ask)
        elsewhere = queries.why(action="directory.member.view", organisation_id=world.orgs["operations"].pk)
        foreign = queries.why(action="directory.member.view", organisation_id=world.there.orgs["first"].pk)

    assert [(row["role_title"], row["organisation_name"], row["source"]) for row in through["grants"]] == [
        ("党务工作者", "制造公司党总支", "grant")
    ]
    assert [(row["role_title"], row["organisation_name"], row["source"]) for row in own["grants"]] == [
        ("支部书记", "一车间党支部", "post")
    ]
    assert (elsewhere["allowed"], foreign["allowed"]) == (False, False)


def test_own_rights_in_words(world: World, member_client: SignedInClient) -> None:
    found = member_client.fetch(f"{BASE}/mine").json()

    assert [(row["role_title"], row["organisation_name"], row["subtree"]) for row in found["grants"]] == [
        ("党员", "一车间党支部", False)
    ]
    assert "查看党组织" in {action["title"] for action in found["grants"][0]["actions"]}


def test_role_table(world: World, member_client: SignedInClient) -> None:
    found = member_client.fetch(f"{BASE}/roles").json()

    titles = {role["code"]: role["title"] for role in found["roles"]}
    assert titles["office"] == "党务工作者"
    assert "directory.grant.manage" in {action["name"] for action in found["actions"]}


def test_list_over_http(world: World, security_client: SignedInClient) -> None:
    def add() -> None:
        for key in ("member", "first_5", "first_6"):
            answer = security_client.call(
                "POST",
                BASE,
                {
                    "role": "branch_officer",
                    "organisation_id": str(world.orgs["first"].pk),
                    "person_id": str(world.people[key].pk),
                    "subtree": False,
                    "reason": "协助支部工作",
                },
            )
            assert answer.status_code == 201, answer.content.decode()

    assert_list_contract(security_client, BASE, queries=2, more=add, foreigner=world.there.client("security"))


def test_granting_asks_for_the_password_again(world: World, security_client: SignedInClient) -> None:
    body = {
        "role": "office",
        "organisation_id": str(world.orgs["works"].pk),
        "person_id": str(world.people["member"].pk),
        "reason": "协助党务工作",
    }

    with frozen(timezone.now().replace(year=2026, month=11, day=21, hour=1, minute=6)):
        answer = security_client.call("POST", BASE, body)

    assert (answer.status_code, answer.json()["code"]) == (401, "identity.step_up_required")


def test_a_grant_of_another_tenant_is_not_there(world: World) -> None:
    given = grant_id(world, "office", "office")

    answer = world.there.client("security").call("POST", f"{BASE}/{given}/revoke", {"reason": "试一试"})

    assert answer.status_code == 404

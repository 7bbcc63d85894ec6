"""Appointing administrators, rights for an hour: never one person alone (SEC-AC-07, SEC-AC-08)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dangjian.directory.grants import commands
from dangjian.directory.grants.models import RoleGrant
from dangjian.foundation.approvals.commands import LASTS, decide_approval
from dangjian.foundation.approvals.events import ApprovalRequested
from dangjian.foundation.messaging.models import Message
from dangjian.identity.accounts.grants import grants_of
from dangjian.identity.accounts.models import Account
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.events import drain
from dangjian.kernel.testing import assert_command_contract, refusal_of
from tests.world import SignedInClient, World, building, give

API = "/api/v1"
APPOINT = f"{API}/directory/administrators/appointments"
HOUR = timedelta(hours=1)
APPROVALS = f"{API}/foundation/approvals"


def _ask(client: SignedInClient, world: World, role: str, key: str = "member") -> Any:
    body = {"role": role, "account_id": str(world.here.accounts[key].pk), "reason": "岗位需要"}
    return client.call("POST", APPOINT, body)


def _decide(client: SignedInClient, request_id: str, agreed: bool = True) -> Any:
    return client.call("POST", f"{APPROVALS}/{request_id}/decision", {"agreed": agreed, "note": "同意办理"})


def _roles(world: World, key: str) -> set[str]:
    return {grant.role for grant in world.actor(key).grants}


@pytest.mark.parametrize(
    ("role", "asker", "agrees"),
    [
        ("administrator", "security", ["auditor"]),
        ("security_administrator", "administrator", ["auditor"]),
        ("audit_administrator", "security", ["administrator"]),
        ("audit_administrator", "auditor", ["administrator", "security"]),
    ],
)
def test_sec_ac_08_one_of_the_three_is_appointed_by_the_two_others(
    world: World, role: str, asker: str, agrees: list[str]
) -> None:
    asked = _ask(world.client(asker), world, role)
    assert asked.status_code == 201, asked.content.decode()
    request = asked.json()["id"]

    own = _decide(world.client(asker), request)
    assert (own.status_code, own.json()["code"]) == (409, "approvals.own_request")
    for number, key in enumerate(agrees):
        assert role not in _roles(world, "member"), "too few have agreed"
        said = _decide(world.client(key), request)
        assert said.status_code == 200, said.content.decode()
        assert said.json()["state"] == ("done" if number + 1 == len(agrees) else "pending")
    assert role in _roles(world, "member")
    with building(world.tenant_id):
        row = RoleGrant.objects.get(person_id=world.people["member"].pk, role=role)
    assert row.granted_by == world.people[asker].name
    assert row.approved_by == "、".join(world.people[key].name for key in agrees)


def test_sec_ac_08_nobody_appoints_an_administrator_alone(world: World, security_client: SignedInClient) -> None:
    body = {
        "role": "audit_administrator",
        "organisation_id": None,
        "account_id": str(world.here.accounts["member"].pk),
        "reason": "绕过核准",
    }
    direct = security_client.call("POST", f"{API}/directory/grants", body)

    assert (direct.status_code, direct.json()["code"]) == (409, "directory.grant.needs_approval")
    assert _roles(world, "member") == {"member"}


def test_sec_ac_08_a_second_of_the_same_role_is_no_other_consent(world: World) -> None:
    give(world.here, "second_3", "security_administrator")
    with building(world.tenant_id):
        Account.objects.filter(pk=world.here.accounts["second_3"].pk).update(second_factor_at=clock.now())
    request = _ask(world.client("security"), world, "audit_administrator").json()["id"]

    answer = _decide(world.client("second_3"), request)

    assert (answer.status_code, answer.json()["code"]) == (409, "approvals.not_yours")
    assert _roles(world, "member") == {"member"}


def test_sec_ac_08_nobody_asks_or_agrees_for_oneself(world: World, security_client: SignedInClient) -> None:
    own = _ask(security_client, world, "administrator", "security")
    assert (own.status_code, own.json()["code"]) == (403, "directory.grant.to_oneself")


@pytest.mark.parametrize("key", ["office", "secretary", "leader", "administrator"])
def test_sec_ac_07_nobody_with_another_role_is_appointed(
    world: World, security_client: SignedInClient, key: str
) -> None:
    answer = _ask(security_client, world, "audit_administrator", key)
    assert (answer.status_code, answer.json()["code"]) == (409, "directory.grant.apart")


def test_sec_ac_07_what_came_in_between_is_looked_at_again(world: World) -> None:
    request = _ask(world.client("security"), world, "audit_administrator").json()["id"]
    give(world.here, "member", "branch_officer", "first")

    answer = _decide(world.client("administrator"), request)

    assert (answer.status_code, answer.json()["code"]) == (409, "directory.grant.apart")
    waiting = world.client("administrator").fetch(APPROVALS).json()["items"]
    assert [(row["state"], row["approvals"]) for row in waiting] == [("pending", [])]


def test_sec_ac_08_a_refusal_ends_it_and_late_consent_is_none(world: World) -> None:
    refused = _ask(world.client("security"), world, "audit_administrator").json()["id"]
    assert _decide(world.client("administrator"), refused, agreed=False).json()["state"] == "refused"
    assert _decide(world.client("administrator"), refused).json()["code"] == "approvals.over"
    late = _ask(world.client("security"), world, "audit_administrator").json()["id"]
    with clock.frozen(clock.now() + LASTS), acting_as(world.actor("administrator")):
        problem = refusal_of(lambda: decide_approval(request_id=late, agreed=True, note="太晚了"))

    assert problem is not None
    assert problem.code == "approvals.over"
    assert _roles(world, "member") == {"member"}


def test_appointment_command_contract(world: World, security: Actor, chief: Actor) -> None:
    row = assert_command_contract(
        commands.ask_appointment,
        {
            "role": "audit_administrator",
            "account_id": world.here.accounts["member"].pk,
            "reason": "岗位需要",
        },
        allowed=security,
        without_right=chief,
        stranger=world.there.actor("security"),
        events=[ApprovalRequested],
        bad=[
            ({"role": "office"}, "directory.grant.role"),
            ({"account_id": world.there.accounts["auditor"].pk}, "directory.grant.holder_missing"),
        ],
    )
    assert row.needs == "administrator"


def _break_glass(world: World, key: str = "office") -> Any:
    body = {
        "role": "branch_secretary",
        "organisation_id": str(world.orgs["operations"].pk),
        "reason": "支部书记住院，会议今天必须召开",
    }
    return world.client(key).call("POST", f"{API}/directory/grants/break-glass", body)


def test_sec_ac_08_a_right_for_an_hour_needs_another_and_ends_by_the_clock(world: World) -> None:
    asked = _break_glass(world)
    assert asked.status_code == 201, asked.content.decode()
    place = world.orgs["operations"].org_path

    assert place not in {grant.org_path for grant in world.actor("office").grants}
    assert _decide(world.client("security"), asked.json()["id"]).json()["state"] == "done"

    url = f"{API}/directory/members"
    office = world.client("office")
    seen = office.fetch(url, organisation_id=str(world.orgs["operations"].pk)).json()["items"]
    assert seen, "the right counts"
    with clock.frozen(clock.now() + HOUR - timedelta(seconds=1)):
        assert place in {grant.org_path for grant in _held(world)}
    with clock.frozen(clock.now() + HOUR):
        assert place not in {grant.org_path for grant in _held(world)}
        assert office.fetch(url, organisation_id=str(world.orgs["operations"].pk)).json().get("items", []) == []


def _held(world: World) -> Any:
    with building(world.tenant_id):
        account = Account.objects.get(pk=world.here.accounts["office"].pk)
    return grants_of(
        account_id=account.pk, person_id=account.person_id, tenant_id=account.tenant_id, version=account.grants_version
    )


def test_sec_ac_08_break_glass_is_alerted(world: World) -> None:
    request = _break_glass(world).json()["id"]
    _decide(world.client("security"), request)

    with building(world.tenant_id):
        told = Message.objects.filter(title__startswith="紧急授权已生效").values_list("person_id", "is_urgent")
        assert dict(told) == {world.people[key].pk: True for key in ("security", "auditor", "office")}


@pytest.mark.parametrize(("key", "status"), [("administrator", 403), ("member", 403), ("secretary", 201)])
def test_sec_ac_08_who_may_ask_for_a_right_for_an_hour(world: World, key: str, status: int) -> None:
    assert _break_glass(world, key).status_code == status


def test_sec_ac_08_those_who_agree_get_a_todo_until_it_is_decided(world: World) -> None:
    request = _ask(world.client("security"), world, "audit_administrator").json()["id"]
    drain()
    todos = f"{API}/foundation/todos"
    assert [row["subject_id"] for row in world.client("administrator").fetch(todos).json()["items"]] == [request]
    assert world.client("auditor").fetch(todos).json()["items"] == []
    _decide(world.client("administrator"), request)
    assert world.client("administrator").fetch(todos).json()["items"] == []

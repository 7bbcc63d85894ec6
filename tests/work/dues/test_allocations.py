"""Dues passed down and interest: booked on both sides, taken back on both sides, in the statements of every level."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.files import readable_file
from dangjian.kernel.testing import assert_command_contract, assert_list_contract
from dangjian.work.dues import commands, queries
from dangjian.work.dues.events import DuesAllocated, DuesAllocationSettled
from dangjian.work.dues.models import DuesAllocation, DuesInterest
from tests.work.dues.kept import MONTH, accounts, trial_balance
from tests.work.dues.passed_down import LAST, NEXT, allocate, committee_funded, slip
from tests.work.dues.used import spend
from tests.world import World, building

URL = "/api/v1/work/dues"


def todos(world: World) -> set[UUID]:
    with building(world.tenant_id):
        rows = Todo.objects.filter(source="work.dues.allocation", state=Todo.OPEN)
        return set(rows.values_list("person_id", flat=True))


def lines_of(world: World, actor: Actor, first: str = MONTH, last: str = LAST) -> dict[str, dict[str, Any]]:
    with acting_as(actor):
        found = queries.statement(
            organisation_id=world.orgs["group"].pk, first_month=first, last_month=last, whole_tree=True
        )
    assert found["difference_fen"] == 0
    for line in found["items"]:
        came = line["opening_fen"] + line["own_collected_fen"] + line["from_below_fen"]
        came += line["from_above_fen"] + line["interest_fen"]
        gone = line["passed_up_fen"] + line["allocated_fen"] + line["own_spent_fen"]
        assert came == gone + line["closing_fen"], line["org_name"]
    return {line["org_name"]: line for line in found["items"]}


def test_due_1_dues_passed_down_are_the_receivers_once_confirmed(world: World, chief: Actor, office: Actor) -> None:
    committee_funded(world, chief)
    second = world.actor("second_secretary")
    with frozen(NEXT):
        made = assert_command_contract(
            commands.send_allocation,
            {
                "from_organisation_id": world.orgs["works"].pk,
                "organisation_id": world.orgs["second"].pk,
                "amount_fen": 10_000,
                "sent_on": NEXT,
                "subject": "补助生活困难党员",
            },
            allowed=office,
            without_right=world.actor("secretary"),
            elsewhere=world.actor("operations_secretary"),
            stranger=world.actor("stranger"),
            events=[DuesAllocated],
        )
        assert accounts(world, "works")["money"] == 26_000, "it has left, and is nobody's to spend until it arrives"
        assert "money" not in accounts(world, "second")
        drain()
        assert world.people["second_secretary"].pk in todos(world)
        assert world.people["office"].pk not in todos(world), "whoever sent it does not confirm it"
        with acting_as(office), pytest.raises(Conflict, match="由接收组织"):
            commands.confirm_allocation(allocation_id=made.pk, received_on=NEXT)
        assert_command_contract(
            commands.confirm_allocation,
            {"allocation_id": made.pk, "received_on": NEXT},
            allowed=second,
            without_right=world.actor("second_3"),
            elsewhere=world.actor("operations_secretary"),
            stranger=world.actor("stranger"),
            events=[DuesAllocationSettled],
            bad=[({"received_on": NEXT - timedelta(days=1)}, "dues.allocation.received")],
        )
        drain()
        assert not todos(world)
        with acting_as(second), pytest.raises(Conflict, match="已经确认"):
            commands.confirm_allocation(allocation_id=made.pk, received_on=NEXT)
    assert (accounts(world, "works")["money"], accounts(world, "second")["money"]) == (26_000, 10_000)
    assert trial_balance(world) == (0, [])
    with frozen(NEXT):
        lines = lines_of(world, chief)
    assert (lines["制造公司党总支"]["allocated_fen"], lines["二车间党支部"]["from_above_fen"]) == (10_000, 10_000)
    assert lines["二车间党支部"]["own_collected_fen"] == 0, "it is no collection"
    with frozen(date(2027, 1, 4)):
        with acting_as(office):
            up = queries.next_remittance(organisation_id=world.orgs["works"].pk, last_month=LAST)
        assert up["amount_fen"] == 18_000, "what was passed down does not lower what is passed up"
        with acting_as(second):
            below = queries.next_remittance(organisation_id=world.orgs["second"].pk, last_month=LAST)
        assert below["amount_fen"] == 0, "what came from above does not go up again"


def test_due_1_an_allocation_is_taken_back_on_both_sides(world: World, chief: Actor, office: Actor) -> None:
    committee_funded(world, chief)
    before = accounts(world, "works")
    second = world.actor("second_secretary")
    with frozen(NEXT):
        with acting_as(office):
            first, other = allocate(world), allocate(world, 5_000)
        with acting_as(second):
            commands.confirm_allocation(allocation_id=other.pk, received_on=NEXT)
            spent = spend(world, "second", on=NEXT, amount_fen=1_000)
        with acting_as(chief):
            commands.approve_expense(expense_id=spent.pk)
        assert_command_contract(
            commands.reverse_allocation,
            {"allocation_id": first.pk, "reason": "账号填写有误，银行退回"},
            allowed=office,
            without_right=second,
            elsewhere=world.actor("operations_secretary"),
            stranger=world.actor("stranger"),
            events=[DuesAllocationSettled],
            bad=[({"reason": " "}, "dues.allocation.reason")],
        )
        with acting_as(office), pytest.raises(Conflict, match="账上只有 40"):
            commands.reverse_allocation(allocation_id=other.pk, reason="重复下拨")
        with acting_as(chief):
            commands.reverse_expense(expense_id=spent.pk, reason="退货退款")
        with acting_as(office):
            commands.reverse_allocation(allocation_id=other.pk, reason="重复下拨")
            with pytest.raises(Conflict, match="已经收回"):
                commands.reverse_allocation(allocation_id=other.pk, reason="再来一次")
        with acting_as(second), pytest.raises(Conflict, match="已经收回"):
            commands.confirm_allocation(allocation_id=first.pk, received_on=NEXT)
        drain()
        assert accounts(world, "works") == before
        assert "money" not in accounts(world, "second")
        lines = lines_of(world, chief)
    assert (lines["制造公司党总支"]["allocated_fen"], lines["二车间党支部"]["from_above_fen"]) == (0, 0)
    assert trial_balance(world) == (0, [])
    with building(world.tenant_id):
        told = Message.objects.filter(kind="dues_allocation_reversed", person_id=world.people["second_secretary"].pk)
        assert told.count() == 2
    for changes in ({"amount_fen": 1}, {"reversed_reason": "没有这回事"}):
        with building(world.tenant_id), pytest.raises(DatabaseError, match="booked once"), transaction.atomic():
            DuesAllocation.objects.filter(pk=other.pk).update(**changes)


def test_due_1_impossible_allocations_are_refused(world: World, chief: Actor, office: Actor) -> None:
    committee_funded(world, chief)
    asked: dict[str, Any] = {
        "from_organisation_id": world.orgs["works"].pk,
        "organisation_id": world.orgs["second"].pk,
        "amount_fen": 100,
        "sent_on": NEXT,
        "subject": "补助生活困难党员",
    }
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"organisation_id": world.orgs["works"].pk}, "organisation_id"),
        ({"amount_fen": 0}, "amount_yuan"),
        ({"amount_fen": 18_001}, "amount_yuan"),  # half of 360.00 has to be passed up
        ({"sent_on": NEXT + timedelta(days=1)}, "sent_on"),
        ({"sent_on": NEXT - timedelta(days=1)}, "sent_on"),  # no money yet
        ({"subject": "补助"}, "subject"),
    )
    with frozen(NEXT):
        for changes, field in wrong:
            with acting_as(office), pytest.raises(BadInput) as problem:
                commands.send_allocation(**{**asked, **changes})
            assert [each.path for each in problem.value.fields] == [field], changes
        upward = {"from_organisation_id": world.orgs["second"].pk, "organisation_id": world.orgs["first"].pk}
        with acting_as(office), pytest.raises(BadInput, match="下级党组织"):
            commands.send_allocation(**{**asked, **upward})
        with acting_as(chief):
            above = allocate(world, 100, to="first", sender="works")
        with acting_as(world.actor("secretary")):
            commands.confirm_allocation(allocation_id=above.pk, received_on=NEXT)
    with building(world.tenant_id):
        assert DuesAllocation.objects.count() == 1


def test_due_1_interest_is_recorded_once_a_day_with_its_slip(world: World, chief: Actor, office: Actor) -> None:
    committee_funded(world, chief)
    with frozen(NEXT):
        with acting_as(office):
            files = (slip(),)
        asked = {"organisation_id": world.orgs["works"].pk, "amount_fen": 123, "credited_on": NEXT, "file_ids": files}
        made = assert_command_contract(
            commands.record_interest,
            asked,
            allowed=office,
            without_right=world.actor("member"),
            elsewhere=world.actor("operations_secretary"),
            stranger=world.actor("stranger"),
            bad=[
                ({"amount_fen": 0}, "dues.interest.amount"),
                ({"credited_on": NEXT + timedelta(days=1)}, "dues.interest.day"),
                ({"credited_on": NEXT - timedelta(days=9)}, "dues.interest.day"),
                ({"file_ids": ()}, "dues.interest.files"),
            ],
        )
        with acting_as(office), pytest.raises(Conflict, match="已经登记"):
            commands.record_interest(**{**asked, "file_ids": (slip(),)})
        with acting_as(world.actor("leader")):
            assert readable_file(file_id=files[0]).file_name == "结息单.png"
        for who in ("secretary", "stranger"):
            with acting_as(world.actor(who)), pytest.raises(NotFound):
                readable_file(file_id=files[0])
        lines = lines_of(world, chief)
        assert (lines["制造公司党总支"]["interest_fen"], lines["制造公司党总支"]["closing_fen"]) == (123, 36_123)
        with acting_as(office):
            assert (
                queries.next_remittance(organisation_id=world.orgs["works"].pk, last_month=LAST)["basis_fen"] == 36_000
            )
        assert_command_contract(
            commands.reverse_interest,
            {"interest_id": made.pk, "reason": "金额看错"},
            allowed=office,
            without_right=world.actor("member"),
            elsewhere=world.actor("operations_secretary"),
            stranger=world.actor("stranger"),
            bad=[({"reason": ""}, "dues.interest.reason")],
        )
        with acting_as(office):
            with pytest.raises(Conflict, match="已经冲销"):
                commands.reverse_interest(interest_id=made.pk, reason="再来")
            commands.record_interest(**{**asked, "amount_fen": 321, "file_ids": (slip(),)})
    assert accounts(world, "works")["interest"] == -321
    assert trial_balance(world) == (0, [])
    with building(world.tenant_id), pytest.raises(DatabaseError, match="booked once"), transaction.atomic():
        DuesInterest.objects.filter(pk=made.pk).update(amount_fen=1)


def test_due_1_allocations_and_interest_over_http(world: World, chief: Actor, office: Actor) -> None:
    committee_funded(world, chief)
    place = str(world.orgs["works"].pk)
    with frozen(NEXT):
        client, second = world.client("office"), world.client("second_secretary")
        body = {"from_organisation_id": place, "organisation_id": str(world.orgs["second"].pk), "sent_on": str(NEXT)}
        body |= {"amount_yuan": "20.50", "subject": "补助生活困难党员"}
        made = client.call("POST", f"{URL}/allocations", body)
        assert made.status_code == 201
        one = f"{URL}/allocations/{made.json()['id']}"
        assert second.call("POST", f"{one}/confirm", {"received_on": str(NEXT)}).status_code == 204
        with acting_as(office):
            file_id = str(slip())
        credited = {"organisation_id": place, "amount_yuan": "1.23", "credited_on": str(NEXT), "file_ids": [file_id]}
        kept = client.call("POST", f"{URL}/interest", credited)
        assert kept.status_code == 201
        shown = client.fetch(f"{URL}/interest?organisation_id={place}").json()["items"]
        assert (shown[0]["amount_fen"], shown[0]["files"][0]["file_name"]) == (123, "结息单.png")
        seen = second.fetch(f"{URL}/allocations?organisation_id={world.orgs['second'].pk}").json()["items"]
        assert [(row["state"], row["amount_fen"], row["from_name"]) for row in seen] == [
            ("received", 2_050, "制造公司党总支")
        ]
        reversed_ = client.call("POST", f"{one}/reverse", {"reason": "重复下拨"})
        assert reversed_.status_code == 204
        undone = client.call("POST", f"{URL}/interest/{kept.json()['id']}/reverse", {"reason": "金额看错"})
        assert undone.status_code == 204

        def more() -> None:
            with acting_as(office):
                allocate(world, 100)
                allocate(world, 200, to="first")

        rows = assert_list_contract(
            client,
            f"{URL}/allocations",
            queries=3,
            more=more,
            foreigner=world.client("stranger"),
            query={"organisation_id": place},
        )
    assert sorted(row["amount_fen"] for row in rows) == [100, 200, 2_050]

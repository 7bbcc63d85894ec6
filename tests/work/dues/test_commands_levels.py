"""Several levels: members behind, cases, remittances, statements that agree to the fen, publicity without pay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian.directory.members.models import Person
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.ids import new_id
from dangjian.kernel.testing import assert_command_contract, exactly_queries
from dangjian.work.dues import commands, queries
from dangjian.work.dues.events import DuesCaseClosed, DuesRemitted
from dangjian.work.dues.jobs import remind
from dangjian.work.dues.models import ArrearsCase
from dangjian.work.dues.rules.months import between
from tests.work.dues.kept import FIRST, MONTH, fix, order, pay, run, tick, trial_balance
from tests.world import World, building

NEXT = date(2026, 12, 5)


def look(world: World) -> None:
    """The daily look of the system, with what follows from it."""
    with acting_as(world.system()):
        remind()
    drain()


def behind(world: World, secretary: Actor, first: str) -> None:
    """A member who has not paid since a month."""
    fix(world, secretary, "member")
    for month in between(first, "2026-10"):
        run(world, secretary, period=month)


def messages(world: World, key: str, kind: str = "dues_reminder") -> list[str]:
    with building(world.tenant_id):
        return list(Message.objects.filter(person_id=world.people[key].pk, kind=kind).values_list("text", flat=True))


def test_due_1_a_month_behind_is_told_to_the_member_alone_once_a_month(world: World, secretary: Actor) -> None:
    behind(world, secretary, "2026-10")
    look(world)
    look(world)

    assert len(messages(world, "member")) == 1
    assert "90.00" not in messages(world, "member")[0]
    with building(world.tenant_id):
        assert not Message.objects.filter(kind="dues_reminder").exclude(person_id=world.people["member"].pk).exists()
        assert not Todo.objects.filter(source__startswith="work.dues").exists()
        assert not ArrearsCase.objects.exists()


def test_due_1_in_the_second_month_the_leader_of_the_cell_hears_without_an_amount(
    world: World, secretary: Actor
) -> None:
    behind(world, secretary, "2026-09")
    with building(world.tenant_id):
        cell = next(each for each in world.here.cells.values() if each.organisation_id == world.orgs["first"].pk)
        Person.objects.filter(pk=world.people["member"].pk).update(cell=cell)
        leader = PostHolding.objects.filter(cell=cell, post_kind=PostKind.CELL_LEADER).first()
        if leader is None:
            held = PostHolding.objects.get(person=world.people["officer"])
            held.pk, held.post_kind, held.cell = new_id(), PostKind.CELL_LEADER, cell
            held.save(force_insert=True)
            leader = held
    look(world)
    look(world)

    with building(world.tenant_id):
        told = Message.objects.filter(kind="dues_reminder_cell")
        assert [each.person_id for each in told] == [leader.person_id]
        assert "90" not in told.get().text


def test_due_1_from_the_third_month_the_secretary_is_asked_for_a_talk(world: World, secretary: Actor) -> None:
    behind(world, secretary, "2026-08")
    look(world)
    look(world)

    with building(world.tenant_id):
        todos = Todo.objects.filter(source="work.dues.talk")
        assert {each.person_id for each in todos} <= {world.people["secretary"].pk, world.people["deputy"].pk}
        assert todos.exists()


def test_due_1_six_months_are_laid_before_people_who_decide(world: World, secretary: Actor) -> None:
    behind(world, secretary, "2026-05")
    look(world)
    look(world)
    with building(world.tenant_id):
        case = ArrearsCase.objects.get()
        assert (case.since, case.months, case.closed_at) == ("2026-05", 6, None)
        assert Todo.objects.filter(source="work.dues.case", state=Todo.OPEN).exists()
        person = world.people["member"]
        person.refresh_from_db()
        assert (person.register_state, person.membership_status) == ("active", "normal"), "nothing follows by itself"
    assert_command_contract(
        commands.close_case,
        {"case_id": case.pk, "outcome": "已谈话，本人补交"},
        allowed=secretary,
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[DuesCaseClosed],
        bad=[({"outcome": "好"}, "dues.case.outcome")],
    )
    drain()

    with building(world.tenant_id):
        assert not Todo.objects.filter(source="work.dues.case", state=Todo.OPEN).exists()


def test_due_1_the_list_of_members_behind_is_counted_in_statements(world: World, secretary: Actor) -> None:
    behind(world, secretary, "2026-09")
    asked: dict[str, Any] = {"organisation_id": world.orgs["first"].pk}
    with acting_as(secretary), exactly_queries(4):
        queries.list_late(**asked)
    fix(world, secretary, "officer", "deputy")
    run(world, secretary, period="2026-10")
    with acting_as(secretary), exactly_queries(4):
        found = queries.list_late(**asked)

    assert [(each["person_name"], each["months"], each["state"]) for each in found["items"]] == [
        ("王芳", 2, "late_2"), ("张伟", 1, "late_1"), ("李娜", 1, "late_1"),
    ]  # fmt: skip


def statement_of(world: World, actor: Actor, org: str, first: str = MONTH, last: str = MONTH) -> dict[str, Any]:
    with acting_as(actor):
        found = queries.statement(
            organisation_id=world.orgs[org].pk, first_month=first, last_month=last, whole_tree=True
        )
    assert found["difference_fen"] == 0
    return {each["org_name"]: each for each in found["items"]}


def test_due_1_statements_agree_at_every_level_and_through_remittances(world: World, chief: Actor) -> None:
    office, secretary = world.actor("office"), world.actor("secretary")
    fix(world, chief, "secretary", "member", "second_3", "other_member", base=888_888)
    run(world, chief, "group")
    tick(world, chief, "secretary", "member")
    tick(world, chief, "second_3", org="second")
    pay(world, chief, "member", voluntary_fen=100_000)
    before = statement_of(world, chief, "group")

    assert (before["集团党委"]["due_fen"], before["集团党委"]["paid_fen"]) == (4 * 13_333, 3 * 13_333)
    assert before["集团党委"]["collected_fen"] == 3 * 13_333 + 100_000
    for parent, children in (
        ("集团党委", ("制造公司党总支", "能源公司党总支", "机关党支部")),
        ("制造公司党总支", ("一车间党支部", "二车间党支部")),
    ):
        for column in ("due_fen", "paid_fen", "people", "people_paid", "collected_fen", "voluntary_fen"):
            assert before[parent][column] == sum(before[child][column] for child in children)

    with frozen(NEXT):
        sent = assert_command_contract(
            commands.send_remittance,
            {"organisation_id": world.orgs["first"].pk, "last_month": MONTH, "sent_on": NEXT},
            allowed=secretary,
            without_right=world.actor("officer"),
            elsewhere=world.actor("operations_secretary"),
            stranger=world.actor("stranger"),
            events=[DuesRemitted],
            bad=[({"last_month": "2026-12"}, "dues.remittance.month")],
        )
        assert (sent.basis_fen, sent.whole_fen, sent.amount_fen) == (26_666, 100_000, 126_666)
        with acting_as(secretary), pytest.raises(Conflict, match="已经上缴"):
            commands.send_remittance(organisation_id=world.orgs["first"].pk, last_month=MONTH, sent_on=NEXT)
        with acting_as(secretary), pytest.raises(BadInput):
            commands.withdraw_remittance(remittance_id=sent.pk, reason=" ")
        with acting_as(world.actor("secretary")):
            commands.withdraw_remittance(remittance_id=sent.pk, reason="金额没有核对")
            again = commands.send_remittance(organisation_id=world.orgs["first"].pk, last_month=MONTH, sent_on=NEXT)
        assert again.amount_fen == 126_666
        with acting_as(office):
            commands.confirm_remittance(remittance_id=again.pk, received_on=NEXT)
            with pytest.raises(Conflict):
                commands.confirm_remittance(remittance_id=again.pk, received_on=NEXT)
            with pytest.raises(Conflict):
                commands.withdraw_remittance(remittance_id=again.pk, reason="晚了")
        after = statement_of(world, chief, "group", MONTH, "2026-12")
    assert (after["一车间党支部"]["passed_up_fen"], after["一车间党支部"]["kept_fen"]) == (126_666, 0)
    assert after["制造公司党总支"]["from_below_fen"] == after["制造公司党总支"]["kept_fen"] == 126_666
    assert trial_balance(world) == (0, [])

    with frozen(date(2027, 1, 4)), acting_as(office):
        up = queries.next_remittance(organisation_id=world.orgs["works"].pk, last_month="2026-12")
    assert (up["basis_fen"], up["whole_fen"], up["amount_fen"]) == (26_666, 100_000, 13_333 + 100_000)


def test_due_1_a_statement_costs_the_same_for_any_tree(world: World, chief: Actor, secretary: Actor) -> None:
    fix(world, chief, *FIRST)
    run(world, chief, "group")
    asked: dict[str, Any] = {"first_month": MONTH, "last_month": MONTH, "whole_tree": True}
    for actor, org in ((chief, "group"), (secretary, "first")):
        with acting_as(actor), exactly_queries(5):
            queries.statement(organisation_id=world.orgs[org].pk, **asked)
    with acting_as(secretary), pytest.raises(NotFound):
        queries.statement(organisation_id=world.orgs["second"].pk, **asked)
    with acting_as(secretary), pytest.raises(BadInput):
        queries.statement(organisation_id=world.orgs["first"].pk, first_month=MONTH, last_month="2026-10")


def test_due_1_publicity_tells_nobodys_pay(world: World, secretary: Actor) -> None:
    fix(world, secretary, *FIRST)
    run(world, secretary)
    tick(world, secretary, "member", "officer")
    asked: dict[str, Any] = {"organisation_id": world.orgs["first"].pk, "period": MONTH}
    with acting_as(world.actor("member")):
        shown = queries.publicity(**asked)
        assert (shown["people"], shown["paid_people"], shown["total_fen"]) == (8, 2, None)
        assert sorted(shown["paid_names"]) == ["李娜", "王芳"]
        assert "刘洋" not in str(shown), "nobody is named as not having paid"
    tick(world, secretary, "deputy")
    with acting_as(world.actor("member")):
        assert queries.publicity(**asked)["total_fen"] is None, "the sum must not grow with each name"
        with frozen(NEXT):
            assert queries.publicity(**asked)["total_fen"] == 27_000
    with frozen(NEXT):
        tick(world, secretary, "first_5")
        with acting_as(world.actor("member")):
            later = queries.publicity(**asked)
    assert (later["paid_people"], later["total_fen"]) == (4, 27_000)
    with acting_as(world.actor("other_member")), pytest.raises(NotFound):
        queries.publicity(**asked)


def test_due_1_one_sees_ones_own_dues_and_nobody_elses(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member", "officer")
    run(world, secretary, period="2026-10")
    run(world, secretary)
    tick(world, secretary, "member")
    with acting_as(world.actor("member")):
        mine = queries.my_dues()

    assert mine["current"]["base_fen"] == 600_000
    assert mine["current"]["words"].endswith("= 90.00 元")
    assert "第一、二条" in mine["current"]["clause"]
    assert [(each["period"], each["state"]) for each in mine["orders"]] == [(MONTH, "paid"), ("2026-10", "open")]
    assert (mine["unpaid_months"], len(mine["payments"])) == (1, 1)
    assert {each["person_name"] for each in mine["orders"] + mine["payments"] + mine["bases"]} == {"王芳"}
    assert order(world, "officer").paid_fen == 0


def test_due_1_the_member_is_told_that_dues_were_fixed_without_the_number(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    drain()
    drain()

    told = messages(world, "member", "dues_fixed")
    assert len(told) == 1
    assert "90" not in told[0]

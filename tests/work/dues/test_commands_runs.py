"""Bases with their history, and the monthly run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from dangjian.directory.members.enums import ChangeReason, MembershipStatus, RegisterState
from dangjian.directory.members.models import OrgRelation, Person
from dangjian.foundation.rulebook.models import RuleParameter
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed
from dangjian.kernel.ids import new_id
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.dues import commands, queries
from dangjian.work.dues.events import DuesAssessed, DuesBaseFixed
from dangjian.work.dues.models import DuesBase, DuesOrder, DuesRun, LedgerEntry
from dangjian.work.dues.rules.kinds import BaseSource, FixingMode, FixReason, PayerKind, Rounding
from tests.work.dues.kept import FIRST, MONTH, accounts, entry, fix, order, run, tick, trial_balance
from tests.world import World, building


def test_due_1_a_base_is_fixed_by_the_branch_and_by_nobody_else(world: World, secretary: Actor) -> None:
    made = assert_command_contract(
        commands.fix_bases,
        {"entries": [entry(world, "member")]},
        allowed=secretary,
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[DuesBaseFixed],
        bad=[
            ({"entries": []}, "dues.base.count"),
            ({"entries": [entry(world, "activist")]}, "dues.base.entry"),
            ({"entries": [entry(world, "member", None)]}, "dues.base.entry"),
            ({"entries": [entry(world, "member", valid_from="2030-01")]}, "dues.base.entry"),
            ({"entries": [entry(world, "member", reason=FixReason.CORRECTION)]}, "dues.base.entry"),
        ],
    )

    assert (made[0].amount_fen, made[0].rate, made[0].base.reveal()) == (9_000, 150, "600000")


def test_due_1_the_audit_trail_and_the_data_base_show_no_base(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member", base=654_321)

    told = "".join(f"{row.note}{row.changes}" for row in AuditEntry.objects.all())
    assert "654321" not in told
    assert "6,543.21" not in told
    with building(world.tenant_id):
        pk = DuesBase.objects.get(person=world.people["member"]).pk
    with connection.cursor() as cursor, building(world.tenant_id):
        if connection.vendor == "sqlite":
            cursor.execute("SELECT base FROM work_dues_base WHERE id = %s", [pk.hex])
            assert b"654321" not in bytes(cursor.fetchone()[0])


def test_due_1_one_wrong_line_keeps_all_from_being_saved(world: World, secretary: Actor) -> None:
    with acting_as(secretary), pytest.raises(BadInput) as problem:
        commands.fix_bases(entries=[entry(world, "member"), entry(world, "officer", None)])

    assert [each.path for each in problem.value.fields] == ["entries.1.base_yuan"]
    with building(world.tenant_id):
        assert not DuesBase.objects.exists()


def test_due_1_what_holds_for_the_year_is_changed_for_good_reasons_only(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    with acting_as(secretary), pytest.raises(BadInput):
        commands.fix_bases(entries=[entry(world, "member", 900_000, valid_from="2026-11", reason=FixReason.PAY_CHANGE)])
    fix(world, secretary, "member", base=400_000, valid_from="2026-11", reason=FixReason.RETIREMENT,
        payer_kind=PayerKind.RETIRED)  # fmt: skip

    run(world, secretary)
    assert order(world, "member").due_fen == 2_000
    with acting_as(secretary):
        history = queries.bases_of(person_id=world.people["member"].pk)["items"]
    assert [each["amount_fen"] for each in history] == [2_000, 9_000], "nothing is overwritten"


def test_due_1_an_organisation_may_follow_pay(world: World, secretary: Actor, office: Actor) -> None:
    with acting_as(office):
        commands.set_dues(
            organisation_id=world.orgs["works"].pk, valid_from=MONTH, fixing_mode=FixingMode.FOLLOW_PAY,
            rounding=Rounding.YUAN_CEIL, collection_day=5, share_up=10_000,
        )  # fmt: skip
    fix(world, secretary, "member", base=500_001)
    fix(world, secretary, "member", base=888_888, valid_from=MONTH, reason=FixReason.PAY_CHANGE)
    run(world, secretary)

    assert order(world, "member").due_fen == 13_400
    with acting_as(secretary):
        found = queries.own_setting(organisation_id=world.orgs["first"].pk)
    assert (found["rounding"], found["is_own"], found["collection_day"]) == ("yuan_ceil", False, 5)


def test_due_1_relief_needs_the_next_higher_committee_by_article_7(
    world: World, secretary: Actor, office: Actor
) -> None:
    wanted = entry(
        world, "member", None, payer_kind=PayerKind.EXEMPT, source=BaseSource.AGREED, reason=FixReason.HARDSHIP,
        approved_by="制造公司党总支",
    )  # fmt: skip
    with acting_as(secretary), pytest.raises(NotAllowed, match="第七条"):
        commands.fix_bases(entries=[wanted])
    with acting_as(office), pytest.raises(BadInput):
        commands.fix_bases(entries=[replace(wanted, approved_by="")])
    with acting_as(office):
        commands.fix_bases(entries=[wanted])

    with acting_as(secretary):
        shown = queries.preview(organisation_id=world.orgs["first"].pk, period=MONTH)
    assert (shown["people"], shown["exempt"], shown["missing_count"]) == (0, 1, len(FIRST) - 1)


def test_due_1_the_preview_says_what_the_run_does_and_who_is_missing(world: World, secretary: Actor) -> None:
    fix(world, secretary, *FIRST[:5])
    with acting_as(secretary):
        shown = queries.preview(organisation_id=world.orgs["first"].pk, period=MONTH)
    made = run(world, secretary)

    assert (
        (shown["people"], shown["total_fen"], shown["missing_count"])
        == (made.made, made.total_fen, 3)
        == (5, 45_000, 3)
    )
    assert {each["person_name"] for each in shown["missing"]} == {"陈建国", "赵敏", "周涛"}
    assert accounts(world) == {"receivable": 45_000, "assessed": -45_000}


def test_due_1_a_run_repeated_adds_what_was_missing_and_nothing_else(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    assert run(world, secretary).made == 1
    assert run(world, secretary).made == 0
    fix(world, secretary, "officer")
    again = run(world, secretary)

    assert (again.made, again.total_fen) == (1, 9_000)
    with building(world.tenant_id):
        assert DuesOrder.objects.count() == 2
    with acting_as(secretary):
        assert commands.run_dues(run_id=again.pk).made == 1, "a run that is done does nothing"


def test_due_1_a_run_of_above_assesses_every_branch_below(world: World, office: Actor) -> None:
    fix(world, office, "member", "second_3")
    made = run(world, office, "works")

    assert made.made == 2
    assert accounts(world, "first")["receivable"] == accounts(world, "second")["receivable"] == 9_000
    assert accounts(world, "works") == {}
    assert trial_balance(world) == (0, [])


def test_due_1_asking_for_a_run(world: World, secretary: Actor) -> None:
    asked = assert_command_contract(
        commands.ask_run,
        {"organisation_id": world.orgs["first"].pk, "period": MONTH},
        allowed=secretary,
        without_right=world.actor("member"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        bad=[({"period": "2026-12"}, "dues.run.month"), ({"period": "2026-13"}, "dues.run.month")],
    )
    with acting_as(secretary), pytest.raises(Conflict):
        commands.ask_run(organisation_id=world.orgs["first"].pk, period=MONTH)

    assert_command_contract(
        commands.run_dues,
        {"run_id": asked.pk},
        allowed=secretary,
        without_right=world.actor("member"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[DuesAssessed],
    )


@pytest.mark.django_db(transaction=True)
def test_due_1_a_run_broken_in_the_middle_leaves_nothing_and_is_made_good(world: World, secretary: Actor) -> None:
    fix(world, secretary, *FIRST)
    with acting_as(secretary):
        asked = commands.ask_run(organisation_id=world.orgs["first"].pk, period=MONTH)

        def broken() -> None:
            raise ConnectionError("the worker is gone")

        with pytest.raises(ConnectionError):
            commands.run_dues(run_id=asked.pk, confirm=broken)
    with building(world.tenant_id):
        assert not DuesOrder.objects.exists()
        assert not LedgerEntry.objects.exists()
    run_pending()

    with building(world.tenant_id):
        assert DuesOrder.objects.count() == len(FIRST)
        assert DuesRun.objects.get(pk=asked.pk).state == "done"
    assert trial_balance(world) == (0, [])


def test_due_1_who_does_not_owe_the_month(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member", "officer", "deputy", "first_5", "probationary")
    with building(world.tenant_id):
        Person.objects.filter(pk=world.people["member"].pk).update(membership_status=MembershipStatus.SUSPENDED)
        Person.objects.filter(pk=world.people["officer"].pk).update(register_state=RegisterState.LEFT)
        Person.objects.filter(pk=world.people["probationary"].pk).update(joined_on=date(2026, 10, 28))
        OrgRelation.objects.filter(person=world.people["first_5"]).update(
            reason_in=ChangeReason.TRANSFERRED_IN, valid_from=date(2026, 11, 3)
        )

    assert run(world, secretary, period="2026-09").made == 1, "the deputy alone"
    assert run(world, secretary, period="2026-10").made == 2, "a member admitted on the 28th owes the whole month"
    assert run(world, secretary).made == 3, "transferred in on the 3rd"


def test_due_1_annual_salary_is_entered_month_by_month(world: World, secretary: Actor) -> None:
    kind = {"payer_kind": PayerKind.ANNUAL_SALARY, "reason": FixReason.RECEIPT}
    fix(world, secretary, "member", base=900_000, valid_from="2026-10", **kind)
    fix(world, secretary, "member", base=12_900_000, valid_from="2026-11", **kind)

    assert run(world, secretary, period="2026-09").made == 0
    run(world, secretary, period="2026-10")
    run(world, secretary)
    assert (order(world, "member", "2026-10").due_fen, order(world, "member").due_fen) == (13_500, 100_000)
    assert order(world, "member").is_capped


def test_due_1_new_numbers_of_the_rule_book_hold_from_their_month(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    table = {"step1": {"up_to": 300_000, "rate": 50}, "step2": {"up_to": 500_000, "rate": 100}}
    table |= {"step3": {"up_to": 1_000_000, "rate": 200}, "step4": {"up_to": 0, "rate": 300}}
    with building(world.tenant_id):
        RuleParameter.objects.bulk_create([
            RuleParameter(
                id=new_id(), tenant_id=world.tenant_id, created_at=clock.now(), rule_key="dues.rate.wage", value=table,
                unit="", effective_from=date(2026, 11, 1), source_article="新规定", explanation="", reason="试",
                entered_by="苏晓梅",
            )
        ])  # fmt: skip
    run(world, secretary, period="2026-10")
    run(world, secretary)

    assert (order(world, "member", "2026-10").due_fen, order(world, "member").due_fen) == (9_000, 12_000)


def test_due_1_a_base_goes_with_its_member_to_the_new_branch(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    with building(world.tenant_id):
        second = world.orgs["second"]
        Person.objects.filter(pk=world.people["member"].pk).update(organisation=second, org_path=second.org_path)
        for _ in range(2):
            commands.follow_people(person_ids=[world.people["member"].pk])

    with acting_as(world.actor("second_secretary")):
        found = queries.branch_bases(organisation_id=world.orgs["second"].pk, period=MONTH)
    assert {each["person_name"]: each["base"] and each["base"]["base_fen"] for each in found["items"]}[
        "王芳"
    ] == 600_000
    assert run(world, world.actor("second_secretary"), "second").made == 1


def test_due_1_leavers_owe_nothing_later_and_the_deceased_nothing_any_more(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member", "officer")
    for month in ("2026-09", "2026-10", "2026-11"):
        run(world, secretary, period=month)
    tick(world, secretary, "member", period="2026-09")
    with building(world.tenant_id):
        left = {"left_on": date(2026, 10, 15)}
        assert commands.settle_leaver(person_id=world.people["officer"].pk, reason="transferred_out", **left) == 1
        assert commands.settle_leaver(person_id=world.people["officer"].pk, reason="transferred_out", **left) == 0
        assert commands.settle_leaver(person_id=world.people["member"].pk, reason="deceased", **left) == 2

    with building(world.tenant_id):
        standing = DuesOrder.objects.filter(cancelled_at=None).order_by("person_name", "period")
        assert [(each.person_name, each.period) for each in standing] == [
            ("李娜", "2026-09"), ("李娜", "2026-10"), ("王芳", "2026-09"),
        ]  # fmt: skip
    assert trial_balance(world) == (0, [])


def test_due_1_the_setting_is_for_the_committee(world: World, office: Actor) -> None:
    given = {
        "organisation_id": world.orgs["works"].pk, "valid_from": MONTH, "fixing_mode": FixingMode.ANNUAL_FIXED,
        "rounding": Rounding.JIAO_FLOOR, "collection_day": 10, "share_up": 4_000,
    }  # fmt: skip
    assert_command_contract(
        commands.set_dues, given, allowed=office, without_right=world.actor("secretary"),
        stranger=world.actor("stranger"), bad=[({"valid_from": "2026-10"}, "dues.setting.month")],
    )  # fmt: skip


def test_due_1_the_system_moves_the_clock_and_months_to_come_stay_closed(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    with frozen(date(2026, 12, 1)):
        assert run(world, secretary, period="2026-12").made == 1

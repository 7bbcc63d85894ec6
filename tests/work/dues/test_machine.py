"""Whatever is done in whatever order: every posting adds up to nothing, and what lists show follows from the ledger."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from django.db.models import Sum

from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import Problem
from dangjian.work.dues import commands, queries
from dangjian.work.dues.models import (
    DuesAllocation,
    DuesExpense,
    DuesInterest,
    DuesOrder,
    DuesPayment,
    LedgerEntry,
    Remittance,
)
from dangjian.work.dues.rules.kinds import Account, FixReason
from dangjian.work.dues.rules.months import month_of, shift
from tests.machines import seeds
from tests.work.dues.kept import HOW, entry, trial_balance
from tests.work.dues.passed_down import slip
from tests.work.dues.used import spend
from tests.world import World, building

PEOPLE = ("member", "officer", "second_3", "other_member")
ORGS = ("first", "second", "operations", "works", "energy")


def step(world: World, chance: Random, month: str, today: date) -> None:
    """One thing that somebody does; refusals are a part of it."""
    what = chance.randrange(14)
    key = chance.choice(PEOPLE)
    how = commands.How(paid_on=today)
    with building(world.tenant_id):
        orders = [pk for (pk,) in DuesOrder.objects.order_by("pk").values_list("pk")]
        payments = [pk for (pk,) in DuesPayment.objects.order_by("pk").values_list("pk")]
        sent = [pk for (pk,) in Remittance.objects.order_by("pk").values_list("pk")]
    if what == 0:
        made = entry(
            world, key, chance.randrange(1, 2_000_000), valid_from=month, reason=FixReason.CORRECTION, note="试"
        )
        commands.fix_bases(entries=[made])
    elif what == 1:
        run = commands.ask_run(organisation_id=world.orgs[chance.choice((*ORGS, "group"))].pk, period=month)
        commands.run_dues(run_id=run.pk)
    elif what in {2, 3}:
        months = [commands.MonthPaid(shift(month, chance.randrange(-2, 3)), chance.randrange(1, 20_000))]
        voluntary = chance.choice((0, 0, 500, 150_000))
        commands.take_payment(person_id=world.people[key].pk, months=months, voluntary_fen=voluntary, how=how)
    elif what == 4 and orders:
        with building(world.tenant_id):
            found = DuesOrder.objects.get(pk=chance.choice(orders))
        commands.tick_paid(organisation_id=found.organisation_id, period=found.period, order_ids=[found.pk], how=HOW)
    elif what == 5 and payments:
        commands.reverse_payment(payment_id=chance.choice(payments), reason="试")
    elif what == 6 and orders:
        commands.cancel_order(order_id=chance.choice(orders), reason="试")
    elif what == 7:
        place = world.orgs[chance.choice(ORGS)].pk
        commands.send_remittance(organisation_id=place, last_month=shift(month, -1), sent_on=today)
    elif what == 8 and sent:
        one = chance.choice(sent)
        if chance.random() < 0.7:
            commands.confirm_remittance(remittance_id=one, received_on=today)
        else:
            commands.withdraw_remittance(remittance_id=one, reason="试")
    elif what in {9, 10, 11}:
        use(world, chance, today)
    elif what == 12:
        pass_down(world, chance, today)
    elif what == 13:
        earn(world, chance, today)


def use(world: World, chance: Random, today: date) -> None:
    """Dues are used: recorded by one person, settled or taken back by another."""
    with building(world.tenant_id):
        known = [pk for (pk,) in DuesExpense.objects.order_by("pk").values_list("pk")]
    if not known or chance.random() < 0.6:
        with acting_as(world.actor("office")):
            amount = chance.choice((1, 700, 4_000, 200_000))
            known = [spend(world, chance.choice(("first", "second", "works")), amount_fen=amount, on=today).pk]
    one = chance.choice(known)
    turn = chance.random()
    if turn < 0.6:
        commands.approve_expense(expense_id=one)
    elif turn < 0.8:
        commands.reverse_expense(expense_id=one, reason="试")
    else:
        commands.refuse_expense(expense_id=one, reason="试")


def pass_down(world: World, chance: Random, today: date) -> None:
    """Dues are passed down by one person, confirmed by another, or taken back."""
    with building(world.tenant_id):
        known = [pk for (pk,) in DuesAllocation.objects.order_by("pk").values_list("pk")]
    if not known or chance.random() < 0.5:
        with acting_as(world.actor(chance.choice(("office", "chief")))):
            commands.send_allocation(
                from_organisation_id=world.orgs[chance.choice(("group", "works", "first"))].pk,
                organisation_id=world.orgs[chance.choice(ORGS)].pk,
                amount_fen=chance.choice((1, 700, 4_000, 200_000)),
                sent_on=today,
                subject="补助生活困难党员",
            )
        return
    one = chance.choice(known)
    if chance.random() < 0.6:
        commands.confirm_allocation(allocation_id=one, received_on=today)
    else:
        commands.reverse_allocation(allocation_id=one, reason="试")


def earn(world: World, chance: Random, today: date) -> None:
    """The account earns interest; sometimes it was recorded wrongly."""
    with building(world.tenant_id):
        known = [pk for (pk,) in DuesInterest.objects.order_by("pk").values_list("pk")]
    if known and chance.random() < 0.4:
        commands.reverse_interest(interest_id=chance.choice(known), reason="试")
        return
    place = world.orgs[chance.choice(ORGS)].pk
    amount = chance.randrange(1, 5_000)
    commands.record_interest(organisation_id=place, amount_fen=amount, credited_on=today, file_ids=(slip(),))


def agrees(world: World, month: str) -> None:
    """Everything that must hold after every step."""
    assert trial_balance(world) == (0, [])
    with building(world.tenant_id):
        for order in DuesOrder.objects.all():
            entries = LedgerEntry.objects.filter(order=order, account=Account.RECEIVABLE)
            left = entries.aggregate(total=Sum("amount_fen"))["total"] or 0
            assert left == (0 if order.cancelled_at else order.due_fen - order.paid_fen), order.period
        money = LedgerEntry.objects.filter(account=Account.MONEY).aggregate(total=Sum("amount_fen"))["total"] or 0
        taken = DuesPayment.objects.filter(reversal=None).aggregate(total=Sum("amount_fen"))["total"] or 0
        open_ = Remittance.objects.filter(withdrawn_at=None, received_on=None)
        on_the_way = open_.aggregate(total=Sum("amount_fen"))["total"] or 0
        spent = DuesExpense.objects.filter(state="booked").aggregate(total=Sum("amount_fen"))["total"] or 0
        down = DuesAllocation.objects.filter(reversed_at=None, received_on=None)
        on_the_way += down.aggregate(total=Sum("amount_fen"))["total"] or 0
        earned = DuesInterest.objects.filter(reversal=None).aggregate(total=Sum("amount_fen"))["total"] or 0
        assert money == taken + earned - on_the_way - spent, "what came in is held somewhere, on the way, or spent"
    with acting_as(world.actor("chief")):
        found = queries.statement(
            organisation_id=world.orgs["group"].pk, first_month=shift(month, -6), last_month=month, whole_tree=True
        )
    assert found["difference_fen"] == 0
    _levels_agree(world, found["items"], month)
    lines = {line["org_name"]: line for line in found["items"]}
    assert found["items"][0]["spent_fen"] == spent
    whole = lines.pop("集团党委")
    assert whole["kept_fen"] + sum(line["kept_fen"] for line in lines.values()) == money


def _levels_agree(world: World, whole: list[dict[str, Any]], month: str) -> None:
    """Each organisation's balance follows from its own sums; this month begins where the months before ended."""
    with acting_as(world.actor("chief")):
        asked: dict[str, Any] = {"organisation_id": world.orgs["group"].pk, "whole_tree": True}
        before = queries.statement(first_month=shift(month, -6), last_month=shift(month, -1), **asked)["items"]
        now = queries.statement(first_month=month, last_month=month, **asked)["items"]
    closed = {line["organisation_id"]: line["closing_fen"] for line in before}
    ends = {line["organisation_id"]: line["closing_fen"] for line in whole}
    for line in (*whole, *before, *now):
        came = line["opening_fen"] + line["own_collected_fen"] + line["from_below_fen"]
        came += line["from_above_fen"] + line["interest_fen"]
        gone = line["passed_up_fen"] + line["allocated_fen"] + line["own_spent_fen"]
        assert came == gone + line["closing_fen"], line["org_name"]
    for line in now:
        assert (line["opening_fen"], line["closing_fen"]) == (
            closed[line["organisation_id"]], ends[line["organisation_id"]],
        )  # fmt: skip


@pytest.mark.parametrize("seed", seeds("DUES_RUNS", 6))
def test_due_1_no_order_of_steps_breaks_the_books(world: World, seed: int) -> None:
    chance = Random(seed)
    done = 0
    for turn, today in enumerate((date(2026, 11, 21), date(2026, 12, 5), date(2027, 1, 6))):
        with frozen(today):
            month = month_of(today)
            for _ in range(20):
                try:
                    with acting_as(world.actor("chief")):
                        step(world, chance, month, today)
                    done += 1
                except Problem:
                    continue
                finally:
                    agrees(world, month)
        assert turn or done
    assert done > 15, "most steps must do something"

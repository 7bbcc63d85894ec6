"""Money taken in, taken back, months mended: the ledger always adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.dues import commands, queries
from dangjian.work.dues.commands import MonthPaid
from dangjian.work.dues.events import DuesPaid, DuesPaymentReversed
from dangjian.work.dues.models import DuesPayment, LedgerEntry
from dangjian.work.dues.rules.kinds import FixReason
from tests.work.dues.kept import BANK, FIRST, HOW, MONTH, accounts, fix, order, pay, run, tick, trial_balance
from tests.world import World, building


def test_due_1_the_secretary_ticks_who_paid(world: World, secretary: Actor) -> None:
    fix(world, secretary, *FIRST)
    run(world, secretary)
    ids = [order(world, key).pk for key in FIRST[:3]]
    made = assert_command_contract(
        commands.tick_paid,
        {"organisation_id": world.orgs["first"].pk, "period": MONTH, "order_ids": ids, "how": HOW},
        allowed=secretary,
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[DuesPaid],
        bad=[
            ({"order_ids": []}, "dues.payment.count"),
            ({"period": "2026-10"}, "dues.payment.orders"),
            ({"how": replace(HOW, paid_on=date(2026, 11, 22))}, "dues.payment.future"),
        ],
    )

    assert [(each.amount_fen, each.kind, each.receipt_number) for each in made] == [
        (9_000, "regular", 1), (9_000, "regular", 2), (9_000, "regular", 3),
    ]  # fmt: skip
    assert accounts(world) == {"receivable": 45_000, "assessed": -72_000, "money": 27_000}
    assert tick(world, secretary, *FIRST[:3]) == [], "ticked twice is paid once"
    assert trial_balance(world) == (0, [])


def test_due_1_several_months_arrears_advance_and_what_is_given_freely(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    for month in ("2026-09", "2026-10", MONTH):
        run(world, secretary, period=month)
    made = pay(
        world, secretary, "member", ("2026-09", 9_000), ("2026-10", 4_000), (MONTH, 9_000), ("2026-12", 9_000),
        voluntary_fen=20_000, how=replace(HOW, handed_over_by="王芳的爱人"),
    )  # fmt: skip

    assert [(each.period, each.kind, each.amount_fen) for each in made] == [
        ("2026-09", "arrears", 9_000), ("2026-10", "arrears", 4_000), (MONTH, "regular", 9_000),
        ("2026-12", "advance", 9_000), (MONTH, "voluntary", 20_000),
    ]  # fmt: skip
    assert len({each.receipt_number for each in made}) == 1
    assert accounts(world) == {
        "assessed": -27_000, "receivable": 5_000, "money": 51_000, "advance": -9_000, "voluntary": -20_000,
    }  # fmt: skip
    with frozen(date(2026, 12, 1)):
        run(world, secretary, period="2026-12")
    paid = order(world, "member", "2026-12")
    assert (paid.paid_fen, paid.paid_at is not None) == (9_000, True)
    assert accounts(world).get("advance", 0) == 0
    assert trial_balance(world) == (0, [])


@pytest.mark.parametrize(
    ("months", "code"),
    [
        ([], "dues.payment.nothing"),
        ([("2026-11", 9_001)], "dues.payment.too_much"),
        ([("2026-11", 0)], "dues.payment.amount"),
        ([("2026-08", 9_000)], "dues.payment.month"),
        ([("2027-06", 9_000)], "dues.payment.month"),
        ([("2026-04", 9_000)], "dues.payment.too_old"),
        ([("2026-11", 1), ("2026-11", 1)], "dues.payment.months"),
    ],
)
def test_due_1_what_cannot_be_paid_says_what_to_do(
    world: World, secretary: Actor, months: list[tuple[str, int]], code: str
) -> None:
    fix(world, secretary, "member")
    for month in ("2026-04", MONTH):
        run(world, secretary, period=month)
    with pytest.raises(BadInput) as problem:
        pay(world, secretary, "member", *months)

    assert problem.value.code == code
    assert accounts(world).get("money", 0) == 0


def test_due_1_a_reference_of_a_channel_is_taken_once(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member", "officer")
    run(world, secretary)
    pay(world, secretary, "member", (MONTH, 5_000), how=BANK)
    with pytest.raises(Conflict, match="登记过"):
        pay(world, secretary, "member", (MONTH, 4_000), how=BANK)
    pay(world, secretary, "officer", (MONTH, 9_000), how=BANK)

    assert order(world, "member").paid_fen == 5_000


def test_due_1_a_payment_is_taken_back_by_a_posting_the_other_way_round(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    run(world, secretary)
    payment = pay(world, secretary, "member", (MONTH, 9_000))[0]
    assert_command_contract(
        commands.reverse_payment,
        {"payment_id": payment.pk, "reason": "登记错了人"},
        allowed=secretary,
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[DuesPaymentReversed],
        bad=[({"reason": " "}, "dues.payment.reason")],
    )

    assert order(world, "member").paid_fen == 0
    assert accounts(world) == {"receivable": 9_000, "assessed": -9_000}
    with building(world.tenant_id):
        assert LedgerEntry.objects.count() == 6, "nothing was deleted"
        assert DuesPayment.objects.get(pk=payment.pk).reversal.reverses_id == payment.posting_id
    with acting_as(secretary), pytest.raises(Conflict):
        commands.reverse_payment(payment_id=payment.pk, reason="再来一次")
    assert pay(world, secretary, "member", (MONTH, 9_000))[0].receipt_number == 2


def test_due_1_an_assessment_is_cancelled_and_made_anew(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    run(world, secretary)
    wrong = order(world, "member")
    payment = pay(world, secretary, "member", (MONTH, 9_000))[0]
    with acting_as(secretary), pytest.raises(Conflict, match="先冲销"):
        commands.cancel_order(order_id=wrong.pk, reason="基数有误")
    with acting_as(secretary):
        commands.reverse_payment(payment_id=payment.pk, reason="基数有误")
        commands.cancel_order(order_id=wrong.pk, reason="基数有误")
        with pytest.raises(Conflict):
            commands.cancel_order(order_id=wrong.pk, reason="基数有误")
    fix(world, secretary, "member", base=500_000, reason=FixReason.CORRECTION, note="人事数据更正")
    run(world, secretary)

    assert order(world, "member").due_fen == 5_000
    assert accounts(world) == {"receivable": 5_000, "assessed": -5_000}
    assert trial_balance(world) == (0, [])


def test_due_1_a_cancelled_month_gives_its_advance_back(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    pay(world, secretary, "member", ("2026-12", 9_000))
    with frozen(date(2026, 12, 1)):
        run(world, secretary, period="2026-12")
        settled = order(world, "member", "2026-12")
        with building(world.tenant_id):
            advance = DuesPayment.objects.get()
        with acting_as(secretary), pytest.raises(Conflict, match="已抵扣"):
            commands.reverse_payment(payment_id=advance.pk, reason="退回")
        with acting_as(secretary):
            commands.cancel_order(order_id=settled.pk, reason="已调出")
        assert accounts(world) == {"money": 9_000, "advance": -9_000}
        with acting_as(secretary):
            commands.reverse_payment(payment_id=advance.pk, reason="退回本人")
    assert accounts(world) == {}


def test_due_1_a_good_reason_stops_the_clock_until_it_is_taken_back(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    run(world, secretary, period="2026-10")
    found = order(world, "member", "2026-10")
    with acting_as(secretary):
        late: dict[str, Any] = {"organisation_id": world.orgs["first"].pk}
        assert queries.list_late(**late)["total"] == 1
        commands.excuse_order(order_id=found.pk, reason="在外地交纳，收据已核对")
        assert queries.list_late(**late)["total"] == 0
        commands.count_order_again(order_id=found.pk)
        assert queries.list_late(**late)["total"] == 1
        with pytest.raises(BadInput):
            commands.excuse_order(order_id=found.pk, reason=" ")
    with acting_as(world.actor("operations_secretary")), pytest.raises(NotFound):
        commands.excuse_order(order_id=found.pk, reason="不是我的支部")


def test_due_1_a_mobile_member_pays_where_they_are(world: World, chief: Actor) -> None:
    fix(world, chief, "member")
    run(world, chief)
    pay(world, chief, "member", (MONTH, 9_000), organisation_id=world.orgs["operations"].pk)

    assert accounts(world, "operations") == {"money": 9_000, "receivable": -9_000}
    assert order(world, "member").paid_fen == 9_000
    assert trial_balance(world) == (0, [])


def test_due_1_months_of_one_payment_are_sorted_and_receipted_together(world: World, secretary: Actor) -> None:
    fix(world, secretary, "member")
    for month in ("2026-10", MONTH):
        run(world, secretary, period=month)
    made = pay(world, secretary, "member", months=[MonthPaid(MONTH, 9_000), MonthPaid("2026-10", 9_000)])
    with acting_as(world.actor("member")):
        receipt = queries.receipt(payment_id=made[0].pk)
    with acting_as(world.actor("officer")), pytest.raises(NotFound):
        queries.receipt(payment_id=made[0].pk)

    assert (receipt["receipt_no"], receipt["total_fen"], len(receipt["lines"])) == ("2026-00001", 18_000, 2)

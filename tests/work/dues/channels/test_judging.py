"""What a believed notice means: booked once, whatever comes twice, late, in another order or with another amount."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian.work.dues.rules.channels import Notice, PayState
from dangjian.work.dues.rules.channels.judging import OrderAt, OrderState, Verdict, judge
from tests.work.dues.channels.platforms import NOW


def said(state: PayState = PayState.PAID, fen: int = 100, transaction: str = "t1") -> Notice:
    is_paid = state is PayState.PAID
    return Notice("D20261120A7F3", state, fen if is_paid else 0, transaction if is_paid else "", NOW)


def at(state: OrderState, *transactions: str) -> OrderAt:
    return OrderAt("D20261120A7F3", 100, state, frozenset(transactions))


def after(order: OrderAt, notice: Notice) -> tuple[OrderAt, Verdict]:
    """The order after a verdict was carried out."""
    verdict = judge(order, notice)
    if verdict is Verdict.NOTHING:
        return order, verdict
    if verdict is Verdict.CLOSE:
        return at(OrderState.CLOSED, *order.transactions), verdict
    state = OrderState.PAID if verdict is Verdict.BOOK or order.state is OrderState.PAID else OrderState.HELD
    return at(state, *order.transactions, *filter(None, [notice.transaction_id])), verdict


@pytest.mark.parametrize(
    ("order", "notice", "verdict"),
    [
        (at(OrderState.OPEN), said(), Verdict.BOOK),
        (at(OrderState.PAID, "t1"), said(), Verdict.NOTHING),
        (at(OrderState.PAID, "t1"), said(transaction="t2"), Verdict.HOLD_SECOND),
        (at(OrderState.OPEN), said(fen=99), Verdict.HOLD_AMOUNT),
        (at(OrderState.HELD, "t1"), said(fen=99), Verdict.NOTHING),
        (at(OrderState.CLOSED), said(), Verdict.HOLD_LATE),
        (at(OrderState.CLOSED), said(fen=1), Verdict.HOLD_AMOUNT),
        (at(OrderState.OPEN), said(PayState.WAITING), Verdict.NOTHING),
        (at(OrderState.PAID, "t1"), said(PayState.WAITING), Verdict.NOTHING),
        (at(OrderState.OPEN), said(PayState.UNKNOWN), Verdict.NOTHING),
        (at(OrderState.OPEN), said(PayState.CLOSED), Verdict.CLOSE),
        (at(OrderState.PAID, "t1"), said(PayState.CLOSED), Verdict.NOTHING),
        (at(OrderState.PAID, "t1"), said(PayState.REFUNDED), Verdict.HOLD_REFUND),
        (at(OrderState.OPEN), said(PayState.REFUNDED), Verdict.CLOSE),
    ],
)
def test_sec_net_05_each_notice_has_one_verdict(order: OrderAt, notice: Notice, verdict: Verdict) -> None:
    assert judge(order, notice) is verdict


def test_sec_net_05_a_notice_of_another_order_is_not_judged() -> None:
    with pytest.raises(ValueError, match="another order"):
        judge(OrderAt("D20261120B001", 100, OrderState.OPEN), said())


def test_sec_net_05_in_any_order_money_is_booked_or_held_and_never_lost() -> None:
    for notices in permutations([said(PayState.WAITING), said(), said(), said(PayState.CLOSED)]):
        order, verdicts = at(OrderState.OPEN), []
        for notice in notices:
            order, verdict = after(order, notice)
            verdicts.append(verdict)
        taken = [verdict for verdict in verdicts if verdict is Verdict.BOOK or verdict.startswith("hold")]
        assert len(taken) == 1
        assert order.transactions == {"t1"}


@given(
    st.lists(
        st.builds(said, st.sampled_from(PayState), st.integers(99, 101), st.sampled_from(["t1", "t2", "t3"])),
        max_size=12,
    )
)
def test_sec_net_05_whatever_comes_is_booked_once_at_most_and_with_the_fixed_amount(notices: list[Notice]) -> None:
    order, booked, heard = at(OrderState.OPEN), [], set()
    for notice in notices:
        order, verdict = after(order, notice)
        heard |= {notice.transaction_id} - {""}
        if verdict is Verdict.BOOK:
            booked.append(notice.fen)

    assert booked in ([], [100])
    assert order.transactions == heard

"""What a believed notice means for an order. People decide whatever is not plain; nothing is booked twice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dangjian.work.dues.rules.channels.base import Notice, PayState
from dangjian.work.duties.rules.kinds import Labelled


class OrderState(Labelled):
    """Where an order at a channel stands."""

    OPEN = "open", "待支付"
    PAID = "paid", "已支付"
    CLOSED = "closed", "已关闭"
    HELD = "held", "待核对"
    """Money came that does not fit: people decide."""


class Verdict(StrEnum):
    """What to do with a notice."""

    BOOK = "book"
    NOTHING = "nothing"
    """Said before, or overtaken: answered with thanks, nothing is written."""
    CLOSE = "close"
    HOLD_AMOUNT = "hold_amount"
    HOLD_LATE = "hold_late"
    HOLD_SECOND = "hold_second"
    """Another transaction for an order that is paid."""
    HOLD_REFUND = "hold_refund"
    """The platform gave money back, which only people of ours decide, by reversing."""


@dataclass(frozen=True, slots=True)
class OrderAt:
    """An order as it stands: its amount is fixed; transactions that were booked or held are known."""

    number: str
    fen: int
    state: OrderState
    transactions: frozenset[str] = frozenset()


def judge(order: OrderAt, notice: Notice) -> Verdict:
    """The verdict; a notice for another order is a mistake of the caller. Raises ValueError."""
    if notice.order_no != order.number:
        raise ValueError("the notice speaks of another order")
    if notice.state is PayState.REFUNDED and order.state is OrderState.PAID:
        return Verdict.HOLD_REFUND
    if notice.state in {PayState.CLOSED, PayState.REFUNDED}:
        return Verdict.CLOSE if order.state is OrderState.OPEN else Verdict.NOTHING
    if notice.state is not PayState.PAID or notice.transaction_id in order.transactions:
        return Verdict.NOTHING
    if order.state is OrderState.PAID or order.transactions:
        return Verdict.HOLD_SECOND
    if notice.fen != order.fen:
        return Verdict.HOLD_AMOUNT
    return Verdict.BOOK if order.state is OrderState.OPEN else Verdict.HOLD_LATE

"""Mending what was assessed: cancelled and assessed anew, never changed; months that do not count."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Sum

from dangjian.directory.members.enums import ChangeReason
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.dues.commands.steps.booking import Line, book
from dangjian.work.dues.models import DuesOrder, DuesPayment
from dangjian.work.dues.permissions import CORRECT_DUES
from dangjian.work.dues.rules.kinds import Account, PaymentKind, PostingKind
from dangjian.work.dues.rules.months import month_of


@command(CORRECT_DUES)
def cancel_order(unit: Unit, *, order_id: UUID, reason: str) -> DuesOrder:
    """Take an assessment back; the next run of the month assesses it by the base that holds then.

    Raises BadInput without a reason, Conflict while payments stand against it (an advance goes back by itself).
    """
    order = unit.get(DuesOrder, order_id)
    if not reason.strip():
        raise BadInput("dues.order.reason", "请写明撤销的原因。", field="reason")
    if order.cancelled_at is not None:
        raise Conflict("dues.order.cancelled", "该月应交已经撤销。")
    if _paid(order):
        raise Conflict("dues.order.paid", "该月已登记收交，请先冲销收交登记，再撤销应交。")
    cancel(unit, order, reason)
    return order


def cancel(unit: Unit, order: DuesOrder, reason: str) -> None:
    """Cancel an order and book it the other way round; what was used of an advance is an advance again."""
    place = unit.get(Organisation, order.organisation_id, lock=False)
    used = order.paid_fen
    lines = [
        Line(Account.RECEIVABLE, used - order.due_fen, order.period, order.person_id, order.pk),
        Line(Account.ASSESSED, order.due_fen, order.period),
        Line(Account.ADVANCE, -used, order.period, order.person_id, order.pk),
    ]
    book(unit, place=place, lines=lines, kind=PostingKind.REVERSAL, on=unit.today, memo=f"撤销应交：{reason.strip()}")
    unit.update(
        order,
        cancelled_at=unit.now,
        cancel_reason=reason.strip()[:200],
        paid_fen=0,
        paid_at=None,
        standing=None,
        note=reason.strip(),
    )


@command(CORRECT_DUES)
def settle_leaver(unit: Unit, *, person_id: UUID, reason: str, left_on: date) -> int:
    """Take back what was assessed for months after somebody left, and everything unpaid of the deceased; returns how
    many. May run twice."""
    rows = DuesOrder.objects.filter(person_id=person_id, cancelled_at__isnull=True, paid_fen=0)
    if reason != ChangeReason.DECEASED:
        rows = rows.filter(period__gt=month_of(left_on))
    orders = list(rows)
    for order in orders:
        cancel(unit, order, "已逝世" if reason == ChangeReason.DECEASED else "组织关系已不在本支部")
    return len(orders)


def _paid(order: DuesOrder) -> int:
    rows = DuesPayment.objects.unscoped("payments against an order that was loaded in scope")
    held = rows.filter(order=order, reversal__isnull=True).exclude(kind=PaymentKind.ADVANCE)
    return int(held.aggregate(total=Sum("amount_fen"))["total"] or 0)


@command(CORRECT_DUES)
def excuse_order(unit: Unit, *, order_id: UUID, reason: str) -> DuesOrder:
    """Note a good reason for a month that was not paid, or that it was paid elsewhere: it does not count as unpaid.

    Raises BadInput without a reason, Conflict for a month that is paid or cancelled.
    """
    order = unit.get(DuesOrder, order_id)
    if not reason.strip():
        raise BadInput("dues.order.reason", "请写明正当理由，如在外地交纳并附收据、因病住院。", field="reason")
    if order.cancelled_at is not None or order.paid_fen >= order.due_fen:
        raise Conflict("dues.order.settled", "该月已交清或已撤销，不用登记理由。")
    return unit.update(order, excused_at=unit.now, excuse=reason.strip()[:200], note=reason.strip())


@command(CORRECT_DUES)
def count_order_again(unit: Unit, *, order_id: UUID) -> DuesOrder:
    """Take a good reason back: the month counts again. Raises Conflict where there is none."""
    order = unit.get(DuesOrder, order_id)
    if order.excused_at is None:
        raise Conflict("dues.order.not_excused", "该月没有登记正当理由。")
    return unit.update(order, excused_at=None, excuse="")

"""Comparing the statements of platforms with the books; people decide about each difference, nothing is edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.dues.commands.payments import reverse_payment
from dangjian.work.dues.events import DuesMoneyHeld
from dangjian.work.dues.models import (
    ChannelMoney,
    ChannelOrder,
    ChannelStatement,
    DuesPayment,
    PaymentAccount,
    StatementDifference,
)
from dangjian.work.dues.permissions import RECONCILE
from dangjian.work.dues.rules.channels.base import CHINA, StatementLine
from dangjian.work.dues.rules.channels.comparing import ALLOWED, Decision, Difference, DifferenceKind, Known, compare
from dangjian.work.dues.rules.channels.held import HeldReason, MoneyState


@command(RECONCILE)
def keep_statement(unit: Unit, *, account_id: UUID, day: date, lines: Sequence[StatementLine]) -> ChannelStatement:
    """Compare the statement of a day with the books and keep where they differ.

    Again for the same day: differences that are gone are settled by themselves, new ones are added, decisions stay.
    Raises NotFound.
    """
    account = unit.get(PaymentAccount, account_id)
    statement: ChannelStatement | None = ChannelStatement.objects.filter(account=account, day=day).first()
    if statement is None:
        place = {"organisation_id": account.organisation_id, "org_path": account.org_path}
        statement = unit.create(ChannelStatement(account=account, day=day, **place))
    money = {row.transaction_id: row for row in _money(account, day, lines)}
    found = {each.transaction_id: each for each in compare(lines, [_known(row, day) for row in money.values()])}
    kept = {row.transaction_id: row for row in StatementDifference.objects.filter(statement=statement)}
    for transaction, row in kept.items():
        if row.decided_at is None and transaction not in found:
            _decide(unit, row, Decision.LEAVE, "再次对账时已相符")
    for transaction, each in found.items():
        if transaction not in kept:
            unit.create(_row(statement, each, money.get(transaction)))
    total = sum(line.fen for line in lines)
    unit.note(f"对账 {day}：平台 {len(lines)} 笔，差异 {len(found)} 笔", about=account)
    return unit.update(
        statement, lines=len(lines), total_fen=total, compared_at=unit.now, compared_by=unit.actor.name[:80]
    )


def _money(account: PaymentAccount, day: date, lines: Sequence[StatementLine]) -> list[ChannelMoney]:
    """What stands in the books for the day, and what the statement names whenever it was paid."""
    start = datetime.combine(day, time.min, tzinfo=CHINA)
    rows = ChannelMoney.objects.unscoped("payments into an account that was loaded in scope, of any branch below")
    that_day = Q(paid_at__gte=start, paid_at__lt=start + timedelta(days=1))
    named = Q(transaction_id__in=[line.transaction_id for line in lines])
    return list(rows.filter(that_day | named, account=account))


def _known(row: ChannelMoney, day: date) -> Known:
    return Known(row.transaction_id, row.order_number, row.amount_fen, row.paid_at.astimezone(CHINA).date() == day)


def _row(statement: ChannelStatement, found: Difference, money: ChannelMoney | None) -> StatementDifference:
    return StatementDifference(
        statement=statement,
        organisation_id=statement.organisation_id,
        org_path=statement.org_path,
        kind=found.kind.value,
        transaction_id=found.transaction_id,
        order_number=found.order_no,
        platform_fen=found.platform_fen,
        our_fen=found.our_fen,
        money=money,
    )


@command(RECONCILE)
def settle_difference(unit: Unit, *, difference_id: UUID, decision: Decision, reason: str) -> StatementDifference:
    """Decide about a difference: hold money that the books lack, reverse what the platform does not have, or leave it.

    Raises NotFound, BadInput without a reason or for a decision that does not fit, Conflict when it is decided.
    """
    row = unit.get(StatementDifference, difference_id)
    if row.decided_at is not None:
        raise Conflict("dues.difference.decided", "这笔差异已经处理，请刷新后查看。")
    if not reason.strip():
        raise BadInput("dues.difference.reason", "请写明核实的情况。", field="reason")
    allowed = ALLOWED[DifferenceKind(row.kind)]
    if decision not in allowed:
        text = f"“{DifferenceKind(row.kind).label}”可以{'或'.join(each.label for each in allowed)}。"
        raise BadInput("dues.difference.decision", text, field="decision")
    if decision is Decision.TAKE:
        _take(unit, row)
    if decision is Decision.REVERSE:
        _reverse(unit, row, reason)
    return _decide(unit, row, decision, reason)


def _decide(unit: Unit, row: StatementDifference, decision: Decision, finding: str) -> StatementDifference:
    by = unit.actor.name[:80]
    return unit.update(row, decision=decision.value, finding=finding.strip()[:200], decided_by=by, decided_at=unit.now)


def _take(unit: Unit, row: StatementDifference) -> None:
    """Hold money that the statement names: where it belongs is decided as with all money that does not fit."""
    statement = ChannelStatement.objects.get(pk=row.statement_id)
    orders = ChannelOrder.objects.unscoped("the order that a line of a statement names, of any branch below")
    order = orders.filter(account_id=statement.account_id, number=row.order_number).first()
    place = order or statement
    money = unit.create(
        ChannelMoney(
            account_id=statement.account_id,
            organisation_id=place.organisation_id,
            org_path=place.org_path,
            order=order,
            order_number=row.order_number,
            transaction_id=row.transaction_id,
            amount_fen=row.platform_fen,
            paid_at=datetime.combine(statement.day, time(12), tzinfo=CHINA),
            state=MoneyState.HELD.value,
            reason=(HeldReason.LATE if order is not None else HeldReason.UNKNOWN).value,
            finding="由对账单转入",
        )
    )
    unit.emit(DuesMoneyHeld(money.pk, money.organisation_id))


def _reverse(unit: Unit, row: StatementDifference, reason: str) -> None:
    """Reverse what was booked of money that the platform does not have so. Raises Conflict where nothing is booked."""
    rows = ChannelMoney.objects.unscoped("the payment that a difference in scope is about")
    money = rows.select_for_update(of=("self",)).filter(pk=row.money_id).first() if row.money_id else None
    if money is None or money.posting_id is None:
        raise Conflict("dues.difference.not_booked", "这笔款没有登记为党费，不用冲销；请选择“已核实，不处理”。")
    payments = DuesPayment.objects.unscoped("payments of money that a difference in scope is about")
    for payment in payments.filter(posting_id=money.posting_id, reversal__isnull=True):
        reverse_payment(payment_id=payment.pk, reason=f"对账：{reason.strip()}")
    unit.update(money, state=MoneyState.RETURNED.value, finding=f"对账冲销：{reason.strip()}"[:200])

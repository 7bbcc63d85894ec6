"""Money that platforms report: booked once when it fits, held for people when it does not (SEC-NET-05, SEC-REL-02)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, Problem
from dangjian.work.dues.commands.channel_orders import close
from dangjian.work.dues.commands.payments import How, MonthPaid, reverse_payment, take_payment
from dangjian.work.dues.events import DuesMoneyHeld, DuesMoneySettled
from dangjian.work.dues.models import ChannelMoney, ChannelOrder, DuesPayment, PaymentAccount, SeenNotice
from dangjian.work.dues.permissions import KEEP_CHANNELS, TAKE_PAYMENT
from dangjian.work.dues.rules.channels.base import CHINA, Notice, PayState
from dangjian.work.dues.rules.channels.held import OF_VERDICT, HeldReason, MoneyState
from dangjian.work.dues.rules.channels.judging import OrderAt, OrderState, Verdict, judge
from dangjian.work.dues.rules.kinds import Channel
from dangjian.work.dues.rules.money import yuan


@command(TAKE_PAYMENT)
def take_notice(unit: Unit, *, account_id: UUID, notice: Notice) -> Verdict:
    """Do what a believed notice means, once. Notices that come twice, late or in any order are safe.

    The order is locked while it is judged; a transaction is unique in the data base. Raises NotFound.
    """
    account = unit.get(PaymentAccount, account_id, lock=False)
    if notice.notice_id and not _first_time(unit, account, notice.notice_id):
        return Verdict.NOTHING
    rows = ChannelOrder.objects.filter(account=account, number=notice.order_no)
    known = rows.values_list("pk", flat=True).first()
    if known is None:
        return _unknown(unit, account, notice)
    order = unit.get(ChannelOrder, known)
    money = {row.transaction_id: row for row in ChannelMoney.objects.filter(order=order)}
    at = OrderAt(order.number, order.amount_fen, OrderState(order.state), frozenset(money))
    verdict = judge(at, notice)
    if verdict is Verdict.CLOSE:
        close(unit, order, "")
    elif verdict is Verdict.HOLD_REFUND:
        for row in money.values():
            if row.state == MoneyState.BOOKED:
                _hold_again(unit, row)
    elif verdict is Verdict.BOOK:
        verdict = _book(unit, account, order, notice)
    elif verdict in OF_VERDICT:
        _hold(unit, account, notice, OF_VERDICT[verdict], order)
    return verdict


def _first_time(unit: Unit, account: PaymentAccount, notice_id: str) -> bool:
    if SeenNotice.objects.filter(account=account, notice_id=notice_id).exists():
        return False
    try:
        with transaction.atomic():
            unit.create(SeenNotice(account=account, org_path=account.org_path, notice_id=notice_id))
    except IntegrityError:  # the same one at the same moment
        return False
    return True


def _unknown(unit: Unit, account: PaymentAccount, notice: Notice) -> Verdict:
    """Money for an order that is none of ours: held once. Anything but money is passed over."""
    rows = ChannelMoney.objects.filter(account=account, transaction_id=notice.transaction_id)
    if notice.state is not PayState.PAID or rows.exists():
        return Verdict.NOTHING
    try:
        with transaction.atomic():
            _hold(unit, account, notice, HeldReason.UNKNOWN, None)
    except IntegrityError:
        return Verdict.NOTHING
    return Verdict.HOLD_LATE


def _book(unit: Unit, account: PaymentAccount, order: ChannelOrder, notice: Notice) -> Verdict:
    """Book the months of an order. What is not owed any more (paid in cash meanwhile, cancelled) is held."""
    assert notice.at is not None
    how = How(
        paid_on=min(notice.at.astimezone(CHINA).date(), unit.today),
        channel=Channel(account.kind),
        reference=notice.transaction_id,
        handed_over_by=order.payer_name if order.payer_id != order.person_id else "",
    )
    months = [MonthPaid(period, fen) for period, fen in order.months]
    try:
        made = take_payment(person_id=order.person_id, organisation_id=order.organisation_id, months=months, how=how)
    except Problem as problem:
        _hold(unit, account, notice, HeldReason.STALE, order, finding=problem.text)
        return Verdict.HOLD_LATE
    unit.create(_row(account, notice, order, state=MoneyState.BOOKED.value, posting_id=made[0].posting_id))
    _end(unit, order, OrderState.PAID)
    return Verdict.BOOK


def _end(unit: Unit, order: ChannelOrder, state: OrderState) -> None:
    unit.update(order, state=state.value, standing=None, next_ask_at=None, way_address="", way_code="", problem="")


def _hold(
    unit: Unit,
    account: PaymentAccount,
    notice: Notice,
    reason: HeldReason,
    order: ChannelOrder | None,
    finding: str = "",
) -> None:
    given = {"state": MoneyState.HELD.value, "reason": reason.value, "finding": finding[:200]}
    row = unit.create(_row(account, notice, order, **given))
    if order is not None and order.state != OrderState.PAID:
        _end(unit, order, OrderState.HELD)
    unit.emit(DuesMoneyHeld(row.pk, row.organisation_id))


def _hold_again(unit: Unit, row: ChannelMoney) -> None:
    unit.update(row, state=MoneyState.HELD.value, reason=HeldReason.REFUND.value)
    unit.emit(DuesMoneyHeld(row.pk, row.organisation_id))


def _row(account: PaymentAccount, notice: Notice, order: ChannelOrder | None, **given: Any) -> ChannelMoney:
    place = order or account
    assert notice.at is not None, "only money that came is kept"
    return ChannelMoney(
        account=account,
        organisation_id=place.organisation_id,
        org_path=place.org_path,
        order=order,
        order_number=notice.order_no,
        transaction_id=notice.transaction_id,
        amount_fen=notice.fen,
        paid_at=notice.at,
        **given,
    )


@command(TAKE_PAYMENT)
def count_refused(unit: Unit, *, account_id: UUID, code: str) -> None:
    """Note that a notification was not believed: forged, or a key of the platform has changed. Raises NotFound."""
    account = unit.get(PaymentAccount, account_id)
    unit.update(account, refused=account.refused + 1, refused_code=code[:20], refused_at=unit.now)


@command(KEEP_CHANNELS)
def book_held(
    unit: Unit, *, money_id: UUID, person_id: UUID, months: Sequence[MonthPaid], voluntary_fen: int = 0
) -> ChannelMoney:
    """Give held money a place: the whole amount, for months that are owed or as given freely.

    Raises NotFound, Conflict for money that is settled or went back, BadInput for another sum, and what `take_payment`
    raises.
    """
    row = _held(unit, money_id)
    if row.reason == HeldReason.REFUND:
        raise Conflict("dues.money.went_back", "平台已退款，不能再登记；请核实后登记“已退回”，系统会冲销原登记。")
    given = sum(each.amount_fen for each in months) + voluntary_fen
    if given != row.amount_fen:
        text = f"收款 {yuan(row.amount_fen)} 元，分配了 {yuan(given)} 元，请调整月份金额或登记自愿多交。"
        raise BadInput("dues.money.sum", text, field="months")
    account = PaymentAccount.objects.unscoped("the account of money that was loaded in scope").get(pk=row.account_id)
    order = ChannelOrder.objects.filter(pk=row.order_id).first() if row.order_id else None
    by = order.payer_name if order is not None and order.payer_id != person_id else ""
    paid_on = min(row.paid_at.astimezone(CHINA).date(), unit.today)
    how = How(paid_on, Channel(account.kind), reference=row.transaction_id, handed_over_by=by)
    made = take_payment(person_id=person_id, months=months, voluntary_fen=voluntary_fen, how=how)
    return _settle(unit, row, MoneyState.BOOKED, "", posting_id=made[0].posting_id)


@command(KEEP_CHANNELS)
def return_held(unit: Unit, *, money_id: UUID, reason: str) -> ChannelMoney:
    """Note that money went back to the payer at the platform; what was booked of it is reversed, never edited.

    Raises NotFound, BadInput without a reason, Conflict when settled or when an advance was used meanwhile.
    """
    row = _held(unit, money_id)
    _insist(reason)
    if row.posting_id is not None:
        for payment in DuesPayment.objects.filter(posting_id=row.posting_id, reversal__isnull=True):
            reverse_payment(payment_id=payment.pk, reason=reason)
    return _settle(unit, row, MoneyState.RETURNED, reason)


@command(KEEP_CHANNELS)
def leave_held(unit: Unit, *, money_id: UUID, reason: str) -> ChannelMoney:
    """Say why money is no dues. Raises NotFound, BadInput without a reason, Conflict for what was booked before."""
    row = _held(unit, money_id)
    _insist(reason)
    if row.posting_id is not None:
        raise Conflict("dues.money.booked", "这笔款已登记为党费，请登记“已退回”以冲销，或恢复为已登记。")
    return _settle(unit, row, MoneyState.LEFT, reason)


@command(KEEP_CHANNELS)
def confirm_booked(unit: Unit, *, money_id: UUID, reason: str) -> ChannelMoney:
    """Say that money which a platform reported as gone back is there all the same.

    Raises NotFound, BadInput without a reason, Conflict for money that was never booked.
    """
    row = _held(unit, money_id)
    _insist(reason)
    if row.posting_id is None:
        raise Conflict("dues.money.not_booked", "这笔款还没有登记为党费，请登记到月份、登记“已退回”或“不作党费”。")
    return _settle(unit, row, MoneyState.BOOKED, reason)


def _held(unit: Unit, money_id: UUID) -> ChannelMoney:
    row = unit.get(ChannelMoney, money_id)
    if row.state != MoneyState.HELD:
        raise Conflict("dues.money.settled", "这笔款已经处理，请刷新后查看。")
    return row


def _insist(reason: str) -> None:
    if not reason.strip():
        raise BadInput("dues.money.reason", "请写明处理情况，如退款单号、核对结果。", field="reason")


def _settle(unit: Unit, row: ChannelMoney, state: MoneyState, finding: str, **changes: Any) -> ChannelMoney:
    unit.emit(DuesMoneySettled(row.pk, row.organisation_id))
    return unit.update(
        row,
        state=state.value,
        finding=finding.strip()[:200] or row.finding,
        decided_by=unit.actor.name[:80],
        decided_at=unit.now,
        **changes,
    )

"""Money taken in: the branch's monthly sheet, payments for several months or for others, and taking back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.dues.commands.steps.booking import Line, book
from dangjian.work.dues.events import DuesPaid, DuesPaymentReversed
from dangjian.work.dues.models import DuesOrder, DuesPayment
from dangjian.work.dues.permissions import REVERSE_PAYMENT, TAKE_PAYMENT
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.rules.arrears import advance_problem
from dangjian.work.dues.rules.kinds import Account, Channel, PaymentKind, PostingKind
from dangjian.work.dues.rules.money import yuan
from dangjian.work.dues.rules.months import is_month, month_of, shift, words

MOST_AT_ONCE = 500
_CREDIT = {
    PaymentKind.REGULAR: Account.RECEIVABLE,
    PaymentKind.ARREARS: Account.RECEIVABLE,
    PaymentKind.ADVANCE: Account.ADVANCE,
    PaymentKind.VOLUNTARY: Account.VOLUNTARY,
}


@dataclass(frozen=True, slots=True)
class MonthPaid:
    """An amount for one month."""

    period: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class How:
    """How money came in."""

    paid_on: date
    channel: Channel = Channel.CASH
    reference: str = ""
    """The channel's own number; together with member, month and kind it is taken once."""
    handed_over_by: str = ""


@command(TAKE_PAYMENT)
def tick_paid(
    unit: Unit, *, organisation_id: UUID, period: str, order_ids: Sequence[UUID], how: How
) -> list[DuesPayment]:
    """Tick members of a branch as having paid what they owe for a month: one line for each.

    Who paid already in the meantime is passed over. Raises NotFound, BadInput for an order of another month or branch.
    """
    if not 0 < len(order_ids) <= MOST_AT_ONCE:
        raise BadInput("dues.payment.count", f"请勾选 1 至 {MOST_AT_ONCE} 名党员。", field="order_ids")
    organisation = unit.get(Organisation, organisation_id)
    _refuse_day(unit, how)
    rows = DuesOrder.objects.filter(pk__in=list(order_ids), organisation=organisation, period=period)
    orders = list(rows.filter(cancelled_at__isnull=True).order_by("person_name", "pk"))
    if len(orders) != len(set(order_ids)):
        raise BadInput("dues.payment.orders", "勾选的名单已有变化，请刷新后重新勾选。", field="order_ids")
    open_ones = [order for order in orders if order.paid_fen < order.due_fen]
    wanted = [_for_order(order, order.due_fen - order.paid_fen, unit.today) for order in open_ones]
    return _take(unit, organisation, wanted, how) if wanted else []


@command(TAKE_PAYMENT)
def take_payment(
    unit: Unit,
    *,
    person_id: UUID,
    organisation_id: UUID | None = None,
    months: Sequence[MonthPaid],
    voluntary_fen: int = 0,
    how: How,
) -> list[DuesPayment]:
    """Take money of one member: this month, arrears of at most six months, in advance, or given freely.

    It belongs to the branch of the member unless `organisation_id` says otherwise (mobile members pay where they are).
    Raises NotFound, BadInput for more than is owed, too old or too far ahead; Conflict for a known reference.
    """
    person = unit.get(Person, person_id, lock=False)
    organisation = unit.get(Organisation, organisation_id or person.organisation_id)
    _refuse_day(unit, how)
    if not months and voluntary_fen <= 0:
        raise BadInput("dues.payment.nothing", "请填写交纳的月份和金额。", field="months")
    if len({each.period for each in months}) != len(months) or len(months) > 24:
        raise BadInput("dues.payment.months", "同一月份请只填一行，一次最多 24 个月。", field="months")
    wanted = [_for_month(unit, person, each) for each in sorted(months, key=lambda item: item.period)]
    if voluntary_fen > 0:
        wanted.append(_Wanted(person, month_of(unit.today), PaymentKind.VOLUNTARY, voluntary_fen, None))
    return _take(unit, organisation, wanted, how)


@dataclass(frozen=True, slots=True)
class _Wanted:
    person: Any
    period: str
    kind: PaymentKind
    amount: int
    order: DuesOrder | None

    @property
    def person_id(self) -> UUID:
        return UUID(str(self.person.pk if self.order is None else self.order.person_id))

    @property
    def name(self) -> str:
        return str(self.person.name if self.order is None else self.order.person_name)


def _for_order(order: DuesOrder, amount: int, today: date) -> _Wanted:
    kind = PaymentKind.ARREARS if order.period < month_of(today) else PaymentKind.REGULAR
    return _Wanted(None, order.period, kind, amount, order)


def _for_month(unit: Unit, person: Person, wanted: MonthPaid) -> _Wanted:
    this_month = month_of(unit.today)
    book_now = book_of(this_month)
    if not is_month(wanted.period) or wanted.amount_fen <= 0:
        raise BadInput("dues.payment.amount", "请填写月份和大于零的金额。", field="months")
    rows = DuesOrder.objects.filter(person=person, period=wanted.period, cancelled_at__isnull=True)
    order: DuesOrder | None = rows.first()
    if order is None:
        problem = advance_problem(wanted.period, this_month, ahead=book_now.ahead_months)
        if problem and wanted.period <= this_month:
            problem = f"{words(wanted.period)}还没有核定应交党费，请先核定。"
        if problem:
            raise BadInput("dues.payment.month", problem, field="months")
        return _Wanted(person, wanted.period, PaymentKind.ADVANCE, wanted.amount_fen, None)
    if wanted.period < shift(this_month, -book_now.back_months):
        text = (
            f"补交党费一般不超过 {book_now.back_months} 个月，{words(wanted.period)}已超过。"
            "请按规定由支部研究处理；确属漏登的，由上级核实后更正当月应交。"
        )
        raise BadInput("dues.payment.too_old", text, field="months")
    left = order.due_fen - order.paid_fen
    if wanted.amount_fen > left:
        text = f"{words(wanted.period)}还应交 {yuan(left)} 元，多出的部分请登记为自愿多交。"
        raise BadInput("dues.payment.too_much", text, field="months")
    return _for_order(order, wanted.amount_fen, unit.today)


def _refuse_day(unit: Unit, how: How) -> None:
    if how.paid_on > unit.today:
        raise BadInput("dues.payment.future", "交纳日期不能晚于今天。", field="paid_on")


def _take(unit: Unit, organisation: Organisation, wanted: Sequence[_Wanted], how: How) -> list[DuesPayment]:
    """Book and receipt; the organisation is locked by the caller."""
    _refuse_known(wanted, how)
    total = sum(each.amount for each in wanted)
    lines = [Line(Account.MONEY, total)] + [
        Line(_CREDIT[each.kind], -each.amount, each.period, each.person_id, each.order.pk if each.order else None)
        for each in wanted
    ]
    posting = book(unit, place=organisation, lines=lines, kind=PostingKind.PAYMENT, on=how.paid_on, memo="收交党费")
    numbers = _numbers(organisation, how.paid_on.year, [each.person_id for each in wanted])
    payments = [
        DuesPayment(
            organisation=organisation,
            org_path=organisation.org_path,
            person_id=each.person_id,
            person_name=each.name,
            order=each.order,
            period=each.period,
            kind=each.kind.value,
            amount_fen=each.amount,
            paid_on=how.paid_on,
            channel=how.channel.value,
            channel_txn_id=how.reference,
            receipt_year=how.paid_on.year,
            receipt_number=numbers[each.person_id],
            handed_over_by=how.handed_over_by,
            posting=posting,
            standing=f"{how.channel}:{how.reference}" if how.reference else None,
            recorded_by=unit.actor.name[:80],
        )
        for each in wanted
    ]
    unit.create_many(payments)
    _settle(unit, [(each.order, each.amount) for each in wanted if each.order is not None])
    unit.note(f"{organisation.short_name}收交党费 {len(wanted)} 笔（{how.channel.label}）", about=posting)
    unit.emit(DuesPaid(posting.pk, organisation.pk, tuple(sorted({each.person_id for each in wanted})), how.paid_on))
    return payments


def _refuse_known(wanted: Sequence[_Wanted], how: How) -> None:
    if not how.reference:
        return
    rows = DuesPayment.objects.unscoped("a reference of a channel is taken once, wherever")
    ids = {each.person_id for each in wanted}
    known = rows.filter(channel=how.channel, channel_txn_id=how.reference, person_id__in=ids, reversal__isnull=True)
    if known.exists():
        raise Conflict("dues.payment.known", "这笔流水已经登记过，没有重复登记。")


def _numbers(organisation: Organisation, year: int, person_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = DuesPayment.objects.unscoped("receipts of an organisation that is locked are numbered in one row")
    held = rows.filter(organisation=organisation, receipt_year=year)
    last = held.aggregate(last=Max("receipt_number"))["last"] or 0
    return {person_id: last + place for place, person_id in enumerate(dict.fromkeys(person_ids), start=1)}


def _settle(unit: Unit, paid: Sequence[tuple[DuesOrder, int]]) -> None:
    for order, amount in paid:
        order.paid_fen += amount
        order.paid_at = unit.now if order.paid_fen == order.due_fen else None
    unit.update_batch([order for order, _ in paid], ["paid_fen", "paid_at"])


@command(REVERSE_PAYMENT)
def reverse_payment(unit: Unit, *, payment_id: UUID, reason: str) -> DuesPayment:
    """Take a payment back by a posting the other way round; both stay. Raises NotFound, BadInput, Conflict."""
    payment = unit.get(DuesPayment, payment_id)
    organisation = unit.get(Organisation, payment.organisation_id)
    if not reason.strip():
        raise BadInput("dues.payment.reason", "请写明冲销的原因。", field="reason")
    if payment.reversal_id is not None:
        raise Conflict("dues.payment.reversed", "这笔收交已经冲销。")
    kind = PaymentKind(payment.kind)
    order = unit.get(DuesOrder, payment.order_id) if payment.order_id else None
    if kind is PaymentKind.ADVANCE and _is_used(payment):
        raise Conflict("dues.payment.used", f"这笔预交已抵扣{words(payment.period)}党费，请先撤销该月应交，再冲销。")
    lines = [
        Line(Account.MONEY, -payment.amount_fen),
        Line(_CREDIT[kind], payment.amount_fen, payment.period, payment.person_id, payment.order_id),
    ]
    reversal = book(
        unit,
        place=organisation,
        lines=lines,
        kind=PostingKind.REVERSAL,
        on=unit.today,
        memo=f"冲销：{reason.strip()}",
        reverses=payment.posting,
    )
    if order is not None:
        _settle(unit, [(order, -payment.amount_fen)])
    text = reason.strip()
    unit.update(payment, reversal=reversal, reversed_reason=text[:200], standing=None, note=text)
    unit.emit(DuesPaymentReversed(payment.pk, organisation.pk, payment.person_id))
    return payment


def _is_used(payment: DuesPayment) -> bool:
    rows = DuesOrder.objects.unscoped("whether an advance of a member was used, wherever it was")
    used = rows.filter(person_id=payment.person_id, period=payment.period, cancelled_at__isnull=True)
    return bool(used.filter(paid_fen__gt=0).exists())

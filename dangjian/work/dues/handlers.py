"""What follows from events: bases go with their members, what is owed after leaving falls away, people are told."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.events import PeopleMoved, PersonLeft
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.events import on
from dangjian.work.dues import events
from dangjian.work.dues.commands import follow_people, settle_leaver
from dangjian.work.dues.models import ArrearsCase, ChannelMoney, DuesAllocation, DuesExpense
from dangjian.work.dues.permissions import APPROVE_EXPENSE, CONFIRM_ALLOCATION, CORRECT_DUES, KEEP_CHANNELS
from dangjian.work.dues.rules.channels.held import WHAT_TO_DO, HeldReason, MoneyState
from dangjian.work.dues.rules.money import yuan
from dangjian.work.dues.rules.months import words
from dangjian.work.dues.rules.using import ExpenseState

CASE = "work.dues.case"
HELD = "work.dues.held"
EXPENSE = "work.dues.expense"
ALLOCATION = "work.dues.allocation"


@on(PeopleMoved)
def follow_moves(event: PeopleMoved) -> None:
    """The new branch computes by the entries that there are."""
    follow_people(person_ids=event.person_ids)


@on(PersonLeft)
def settle(event: PersonLeft) -> None:
    """Nothing is owed for months after leaving, and nothing any more by the deceased."""
    settle_leaver(person_id=event.aggregate_id, reason=event.reason, left_on=event.happened_on)


@on(events.DuesBaseFixed)
def tell_member(event: events.DuesBaseFixed) -> None:
    """The member hears that the dues were fixed; the number stands on the own page alone."""
    send_message(
        person_ids=[event.person_id],
        kind="dues_fixed",
        title="您的党费已核定",
        text=f"自{words(event.valid_from)}起的党费已核定，可在“我的党费”中查看数额和计算办法；有疑问请与党支部核对。",
        subject_kind="own-dues",
        dedupe_key=f"dues.fixed.{event.base_id}",
    )


@on(events.DuesSixMonthsUnpaid)
def lay_before_people(event: events.DuesSixMonthsUnpaid) -> None:
    """Whoever looks after the branch finds the case among the todos; what is done is theirs to decide."""
    rows = ArrearsCase.objects.unscoped("the case an event names")
    case = rows.get(pk=event.case_id)
    holders: list[UUID] = ports.ask(NEAREST_HOLDERS, action=CORRECT_DUES, org_path=case.org_path)
    open_todo(
        person_ids=[person_id for person_id in holders if person_id != case.person_id],
        source=CASE,
        source_ref=str(case.pk),
        title=f"党费长期未交情况待研究：{case.person_name}",
        text=f"{words(case.since)}以来连续 {case.months} 个月未登记交纳党费。请核实理由，按党章第九条研究处理。",
        subject_kind="dues-arrears",
        subject_id=case.pk,
        org_path=case.org_path,
    )


@on(events.DuesCaseClosed)
def end_case(event: events.DuesCaseClosed) -> None:
    """The todo of a decided case ends."""
    close_todo(source=CASE, source_ref=str(event.case_id))


@on(events.DuesMoneyHeld)
def lay_money_before_people(event: events.DuesMoneyHeld) -> None:
    """Whoever keeps the dues finds money that does not fit among the todos; the payer hears that it came."""
    rows = ChannelMoney.objects.unscoped("the money an event names")
    money = rows.select_related("order").get(pk=event.money_id)
    if money.state != MoneyState.HELD:
        return
    reason = HeldReason(money.reason)
    holders: list[UUID] = ports.ask(NEAREST_HOLDERS, action=KEEP_CHANNELS, org_path=money.org_path)
    open_todo(
        person_ids=holders,
        source=HELD,
        source_ref=f"{money.pk}.{reason}",
        title=f"线上收款待核对：{reason.label}",
        text=WHAT_TO_DO[reason],
        subject_kind="dues-money",
        subject_id=money.pk,
        org_path=money.org_path,
    )
    if money.order is not None and reason is not HeldReason.REFUND:
        send_message(
            person_ids=[money.order.payer_id],
            kind="dues_money_held",
            title="您的付款已收到，正在核对",
            text="这笔付款与应交党费对不上，党费工作人员会与您核对。请不要重复付款。",
            subject_kind="own-dues",
            dedupe_key=f"dues.held.{money.pk}",
        )


@on(events.DuesMoneySettled)
def end_money(event: events.DuesMoneySettled) -> None:
    """The todo of settled money ends."""
    for reason in HeldReason:
        close_todo(source=HELD, source_ref=f"{event.money_id}.{reason}")


@on(events.DuesExpenseRecorded)
def ask_second_person(event: events.DuesExpenseRecorded) -> None:
    """A second person finds the expense among the todos: of the branch where there is one, else above it."""
    rows = DuesExpense.objects.unscoped("the expense an event names")
    expense = rows.get(pk=event.expense_id)
    if expense.state != ExpenseState.WAITING:
        return
    holders: list[UUID] = ports.ask(
        NEAREST_HOLDERS, action=APPROVE_EXPENSE, org_path=expense.org_path, without=expense.owner_person_id
    )
    open_todo(
        person_ids=holders,
        source=EXPENSE,
        source_ref=str(expense.pk),
        title=f"党费使用待审核：{yuan(expense.amount_fen)} 元",
        text="请核对集体研究决定、用途、金额和凭证，同意的审核入账，不同意的写明原因。",
        subject_kind="dues-expense",
        subject_id=expense.pk,
        org_path=expense.org_path,
    )


@on(events.DuesExpenseSettled)
def end_expense(event: events.DuesExpenseSettled) -> None:
    """The todo of a settled expense ends; whoever recorded it hears when it was not agreed to."""
    close_todo(source=EXPENSE, source_ref=str(event.expense_id))
    rows = DuesExpense.objects.unscoped("the expense an event names")
    expense = rows.get(pk=event.expense_id)
    if expense.state == ExpenseState.REFUSED and expense.owner_person_id is not None:
        send_message(
            person_ids=[expense.owner_person_id],
            kind="dues_expense_refused",
            title="党费使用登记未同意",
            text="您登记的一笔党费使用没有同意，原因见“党费使用”。需要更正的，请重新登记。",
            subject_kind="dues-expense",
            subject_id=expense.pk,
            dedupe_key=f"dues.expense.{expense.pk}",
        )


@on(events.DuesAllocated)
def ask_receiver(event: events.DuesAllocated) -> None:
    """Whoever keeps the dues of the receiver finds the allocation among the todos, never the one who sent it."""
    rows = DuesAllocation.objects.unscoped("the allocation an event names")
    allocation = rows.get(pk=event.allocation_id)
    if allocation.received_on is not None or allocation.reversed_at is not None:
        return
    open_todo(
        person_ids=_receivers(allocation),
        source=ALLOCATION,
        source_ref=str(allocation.pk),
        title=f"上级下拨党费待确认：{yuan(allocation.amount_fen)} 元",
        text=f"{allocation.from_name}下拨，用途：{allocation.subject}。请核对账户到账后确认收到。",
        subject_kind="dues-allocation",
        subject_id=allocation.pk,
        org_path=allocation.org_path,
    )


@on(events.DuesAllocationSettled)
def end_allocation(event: events.DuesAllocationSettled) -> None:
    """The todo ends; the receiver hears when money that had arrived was taken back."""
    close_todo(source=ALLOCATION, source_ref=str(event.allocation_id))
    rows = DuesAllocation.objects.unscoped("the allocation an event names")
    allocation = rows.get(pk=event.allocation_id)
    if event.is_reversed:
        send_message(
            person_ids=_receivers(allocation),
            kind="dues_allocation_reversed",
            title=f"下拨党费已收回：{yuan(allocation.amount_fen)} 元",
            text=f"{allocation.from_name}收回了下拨，原因：{allocation.reversed_reason}。",
            subject_kind="dues-allocation",
            subject_id=allocation.pk,
            dedupe_key=f"dues.allocation.{allocation.pk}",
        )


def _receivers(allocation: DuesAllocation) -> list[UUID]:
    found: list[UUID] = ports.ask(
        NEAREST_HOLDERS, action=CONFIRM_ALLOCATION, org_path=allocation.org_path, without=allocation.owner_person_id
    )
    return found

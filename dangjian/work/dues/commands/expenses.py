"""Using dues: decided together, recorded with receipts, booked once by a second person, taken back by a reversal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.files import attach
from dangjian.work.dues.commands.steps.booking import Line, book
from dangjian.work.dues.events import DuesExpenseRecorded, DuesExpenseSettled
from dangjian.work.dues.models import DuesExpense
from dangjian.work.dues.permissions import APPROVE_EXPENSE, RECORD_EXPENSE
from dangjian.work.dues.ports import EXPENSE_EVIDENCE
from dangjian.work.dues.queries.loading.funds import allowed_purposes, first_money, funds_of
from dangjian.work.dues.rules.kinds import Account, PostingKind
from dangjian.work.dues.rules.using import DecidingBody, ExpensePurpose, ExpenseState, Wanted, too_much, why_not


@dataclass(frozen=True, slots=True)
class NewExpense:
    """What is entered for one expense."""

    organisation_id: UUID
    purpose: ExpensePurpose
    amount_fen: int
    spent_on: date
    payee: str
    subject: str
    decided_in: DecidingBody
    decided_on: date
    file_ids: Sequence[UUID] = ()


@command(RECORD_EXPENSE)
def record_expense(unit: Unit, *, entry: NewExpense) -> DuesExpense:
    """Record an expense that was decided together, with its receipts; it waits for a second person.

    Raises NotFound, BadInput for a purpose that is not allowed, dates out of order, more than may be spent, or without
    receipts.
    """
    place = unit.get(Organisation, entry.organisation_id)
    allowed = allowed_purposes(entry.spent_on)
    problem = why_not(
        Wanted(entry.purpose, entry.amount_fen, entry.spent_on, entry.decided_on, entry.decided_in),
        allowed=frozenset(allowed),
        is_branch=place.org_kind == OrgKind.BRANCH,
        today=unit.today,
        first_money=first_money(place),
        funds=funds_of(place, unit.today),
    )
    if problem is not None:
        raise BadInput(f"dues.expense.{problem[0]}", problem[1], field=problem[0])
    _refuse_without_words(entry)
    expense = unit.create(
        DuesExpense(
            organisation=place,
            org_path=place.org_path,
            org_name=place.short_name,
            purpose=entry.purpose.value,
            clause=allowed[entry.purpose][:160],
            amount_fen=entry.amount_fen,
            spent_on=entry.spent_on,
            payee=entry.payee.strip(),
            subject=entry.subject.strip(),
            decided_in=entry.decided_in.value,
            decided_on=entry.decided_on,
            recorded_by=unit.actor.name[:80],
            owner_account_id=unit.actor.account_id,
            owner_person_id=unit.actor.person_id,
        )
    )
    attach(unit, purpose=EXPENSE_EVIDENCE, owner_id=expense.pk, file_ids=entry.file_ids)
    unit.emit(DuesExpenseRecorded(expense.pk, place.pk))
    return expense


def _refuse_without_words(entry: NewExpense) -> None:
    if not entry.payee.strip():
        raise BadInput("dues.expense.payee", "请填写收款单位或个人。", field="payee")
    if len(entry.subject.strip()) < 4:
        raise BadInput("dues.expense.subject", "请写明用在什么事情上，至少 4 个字。", field="subject")
    if not entry.file_ids:
        raise BadInput("dues.expense.files", "请上传发票、收据等支出凭证和会议研究记录。", field="file_ids")


@command(APPROVE_EXPENSE)
def approve_expense(unit: Unit, *, expense_id: UUID) -> DuesExpense:
    """Book an expense that somebody else recorded.

    Raises NotFound, Conflict for the own record, when it is settled, or when the money is no longer there.
    """
    expense = _waiting(unit, expense_id)
    _refuse_own(unit, expense)
    place = unit.get(Organisation, expense.organisation_id)
    funds = funds_of(place, unit.today, without=expense.pk)
    if expense.amount_fen > max(funds.held - funds.owed_up, 0):
        raise Conflict("dues.expense.balance", too_much(funds))
    lines = [Line(Account.SPENT, expense.amount_fen), Line(Account.MONEY, -expense.amount_fen)]
    memo = f"党费使用：{ExpensePurpose(expense.purpose).label}"
    posting = book(unit, place=place, lines=lines, kind=PostingKind.EXPENSE, on=expense.spent_on, memo=memo)
    return _settle(unit, expense, ExpenseState.BOOKED, posting_id=posting.pk)


@command(APPROVE_EXPENSE)
def refuse_expense(unit: Unit, *, expense_id: UUID, reason: str) -> DuesExpense:
    """Refuse an expense that somebody else recorded. Raises NotFound, BadInput without a reason, Conflict."""
    expense = _waiting(unit, expense_id)
    _refuse_own(unit, expense)
    return _settle(unit, expense, ExpenseState.REFUSED, settled_reason=_words(reason))


@command(RECORD_EXPENSE)
def withdraw_expense(unit: Unit, *, expense_id: UUID, reason: str) -> DuesExpense:
    """Take the own record back before it is booked. Raises NotFound, BadInput without a reason, Conflict."""
    expense = _waiting(unit, expense_id)
    if not _is_own(unit, expense):
        raise Conflict("dues.expense.not_own", "只有登记人可以撤回；不同意的，请由审核人写明原因退回。")
    return _settle(unit, expense, ExpenseState.WITHDRAWN, settled_reason=_words(reason))


@command(APPROVE_EXPENSE)
def reverse_expense(unit: Unit, *, expense_id: UUID, reason: str) -> DuesExpense:
    """Take a booked expense back by a posting the other way round; both stay.

    Somebody else than who recorded it. Raises NotFound, BadInput without a reason, Conflict.
    """
    expense = unit.get(DuesExpense, expense_id)
    if expense.state != ExpenseState.BOOKED:
        raise Conflict("dues.expense.not_booked", "只有已入账的支出可以冲销，请刷新后查看。")
    _refuse_own(unit, expense)
    words = _words(reason)
    place = unit.get(Organisation, expense.organisation_id)
    posting = book(
        unit,
        place=place,
        lines=[Line(Account.MONEY, expense.amount_fen), Line(Account.SPENT, -expense.amount_fen)],
        kind=PostingKind.REVERSAL,
        on=unit.today,
        memo=f"冲销党费使用：{words}",
        reverses=expense.posting,
    )
    changes: dict[str, Any] = {"reversal": posting, "reversed_by": unit.actor.name[:80], "reversed_reason": words}
    unit.update(expense, state=ExpenseState.REVERSED.value, note=words, **changes)
    unit.emit(DuesExpenseSettled(expense.pk, place.pk))
    return expense


def _waiting(unit: Unit, expense_id: UUID) -> DuesExpense:
    expense: DuesExpense = unit.get(DuesExpense, expense_id)
    if expense.state != ExpenseState.WAITING:
        label = ExpenseState(expense.state).label
        raise Conflict("dues.expense.settled", f"这笔支出{label}，不能再办理，请刷新后查看。")
    return expense


def _refuse_own(unit: Unit, expense: DuesExpense) -> None:
    """Whoever recorded an expense does not decide about it, from whichever account."""
    if _is_own(unit, expense):
        raise Conflict("dues.expense.second_person", "这笔支出由您登记，须由另一名党费工作人员办理。")


def _is_own(unit: Unit, expense: DuesExpense) -> bool:
    actor = unit.actor
    is_person = actor.person_id is not None and actor.person_id == expense.owner_person_id
    return is_person or (actor.account_id is not None and actor.account_id == expense.owner_account_id)


def _words(reason: str) -> str:
    if not reason.strip():
        raise BadInput("dues.expense.reason", "请写明原因。", field="reason")
    return reason.strip()[:200]


def _settle(unit: Unit, expense: DuesExpense, state: ExpenseState, **changes: Any) -> DuesExpense:
    unit.update(expense, state=state.value, settled_by=unit.actor.name[:80], settled_at=unit.now, **changes)
    unit.emit(DuesExpenseSettled(expense.pk, expense.organisation_id))
    return expense

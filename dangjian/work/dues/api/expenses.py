"""Use of dues: funds, expenses, a second person's decision, what is published for a year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Page, Query
from dangjian.work.dues import commands, queries
from dangjian.work.dues.api import expense_schemas as shapes
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api.router import router
from dangjian.work.dues.permissions import APPROVE_EXPENSE, RECORD_EXPENSE, VIEW_EXPENSES, VIEW_PUBLICITY

_ONE = "/dues/expenses/{uuid:dues_expense_id}"


@router.get("/dues/funds", name="get_funds", action=VIEW_EXPENSES, out=shapes.DuesFundsOut)
def get_funds(request: HttpRequest, filters: Query[schemas.DuesPlaceFilter]) -> Any:
    """可以使用的党费"""
    return queries.funds(organisation_id=filters.organisation_id)


@router.get("/dues/expenses", name="list_expenses", action=VIEW_EXPENSES, out=Page[shapes.DuesExpenseOut])
def list_expenses(request: HttpRequest, filters: Query[shapes.DuesExpenseFilter]) -> Any:
    """党费使用"""
    return queries.list_expenses(page=filters, organisation_id=filters.organisation_id, state=filters.state)


@router.get(_ONE, name="get_expense", action=VIEW_EXPENSES, out=shapes.DuesExpenseOut)
def get_expense(request: HttpRequest, dues_expense_id: UUID) -> Any:
    """一笔党费使用"""
    return queries.get_expense(expense_id=dues_expense_id)


@router.post("/dues/expenses", name="record_expense", action=RECORD_EXPENSE, out=schemas.DuesRef, status=201)
def record_expense(request: HttpRequest, body: shapes.DuesExpenseIn) -> Any:
    """登记党费使用"""
    given = body.model_dump()
    amount = schemas.fen(given.pop("amount_yuan"), "amount_yuan") or 0
    return {"id": commands.record_expense(entry=commands.NewExpense(amount_fen=amount, **given)).pk}


@router.post(f"{_ONE}/approve", name="approve_expense", action=APPROVE_EXPENSE, out=None)
def approve_expense(request: HttpRequest, dues_expense_id: UUID) -> Any:
    """审核党费使用并入账"""
    commands.approve_expense(expense_id=dues_expense_id)


@router.post(f"{_ONE}/refuse", name="refuse_expense", action=APPROVE_EXPENSE, out=None)
def refuse_expense(request: HttpRequest, dues_expense_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """不同意党费使用"""
    commands.refuse_expense(expense_id=dues_expense_id, reason=body.reason)


@router.post(f"{_ONE}/withdraw", name="withdraw_expense", action=RECORD_EXPENSE, out=None)
def withdraw_expense(request: HttpRequest, dues_expense_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """撤回党费使用登记"""
    commands.withdraw_expense(expense_id=dues_expense_id, reason=body.reason)


@router.post(f"{_ONE}/reverse", name="reverse_expense", action=APPROVE_EXPENSE, out=None)
def reverse_expense(request: HttpRequest, dues_expense_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """冲销党费使用"""
    commands.reverse_expense(expense_id=dues_expense_id, reason=body.reason)


@router.get("/dues/publicity/year", name="get_year_publicity", action=VIEW_PUBLICITY, out=shapes.YearPublicityOut)
def get_year_publicity(request: HttpRequest, filters: Query[shapes.YearPublicityFilter]) -> Any:
    """年度党费收缴和使用公示"""
    return queries.year_publicity(organisation_id=filters.organisation_id, year=filters.year)

"""The monthly sheet, payments, receipts, members who are behind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Page, Query
from dangjian.work.dues import commands, queries
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api.router import router
from dangjian.work.dues.models import DuesPayment
from dangjian.work.dues.permissions import CORRECT_DUES, REVERSE_PAYMENT, TAKE_PAYMENT, VIEW_DUES


@router.get("/dues/sheet", name="get_sheet", action=VIEW_DUES, out=schemas.DuesSheetOut, audit_kind="look")
def get_sheet(request: HttpRequest, filters: Query[schemas.BranchMonth]) -> Any:
    """支部月度收交表"""
    commands.note_look(what="党费收交表", organisation_id=filters.organisation_id)
    return queries.sheet(organisation_id=filters.organisation_id, period=filters.period)


@router.get(
    "/dues/payments", name="list_payments", action=VIEW_DUES, out=Page[schemas.DuesPaymentOut], audit_kind="look"
)
def list_payments(request: HttpRequest, filters: Query[schemas.DuesPaymentFilter]) -> Any:
    """收交登记"""
    commands.note_look(what="党费收交登记", organisation_id=filters.organisation_id)
    return queries.payments_of(page=filters, organisation_id=filters.organisation_id, period=filters.period)


@router.post("/dues/payments/tick", name="tick_paid", action=TAKE_PAYMENT, out=schemas.TakenOut, status=201)
def tick_paid(request: HttpRequest, body: schemas.DuesTickIn) -> Any:
    """按月勾选已交"""
    how = commands.How(paid_on=body.paid_on, channel=body.channel)
    made = commands.tick_paid(
        organisation_id=body.organisation_id, period=body.period, order_ids=body.order_ids, how=how
    )
    return _taken(made)


@router.post("/dues/payments", name="take_payment", action=TAKE_PAYMENT, out=schemas.TakenOut, status=201)
def take_payment(request: HttpRequest, body: schemas.TakePaymentIn) -> Any:
    """登记一名党员交纳党费"""
    months = [
        commands.MonthPaid(each.period, schemas.fen(each.amount_yuan, f"months.{number}.amount_yuan") or 0)
        for number, each in enumerate(body.months)
    ]
    made = commands.take_payment(
        person_id=body.person_id,
        organisation_id=body.organisation_id,
        months=months,
        voluntary_fen=schemas.fen(body.voluntary_yuan, "voluntary_yuan") or 0,
        how=commands.How(
            paid_on=body.paid_on,
            channel=body.channel,
            reference=body.reference,
            handed_over_by=body.handed_over_by,
        ),
    )
    return _taken(made)


def _taken(made: list[DuesPayment]) -> dict[str, Any]:
    numbers = dict.fromkeys(f"{each.receipt_year}-{each.receipt_number:05d}" for each in made)
    return {"count": len(made), "total_fen": sum(each.amount_fen for each in made), "receipt_nos": list(numbers)}


@router.post("/dues/payments/{uuid:dues_payment_id}/reverse", name="reverse_payment", action=REVERSE_PAYMENT, out=None)
def reverse_payment(request: HttpRequest, dues_payment_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """冲销收交登记"""
    commands.reverse_payment(payment_id=dues_payment_id, reason=body.reason)


@router.get("/dues/late", name="list_late", action=VIEW_DUES, out=schemas.LateListOut, audit_kind="look")
def list_late(request: HttpRequest, filters: Query[schemas.LateFilter]) -> Any:
    """未交党费情况"""
    commands.note_look(what="未交党费情况", organisation_id=filters.organisation_id)
    return queries.list_late(organisation_id=filters.organisation_id, at_least=filters.at_least)


@router.get("/dues/cases", name="list_cases", action=VIEW_DUES, out=Page[schemas.DuesCaseOut])
def list_cases(request: HttpRequest, filters: Query[schemas.DuesCaseFilter]) -> Any:
    """长期未交待研究情况"""
    return queries.list_cases(page=filters, organisation_id=filters.organisation_id, is_open=filters.is_open)


@router.post("/dues/cases/{uuid:arrears_case_id}/close", name="close_case", action=CORRECT_DUES, out=None)
def close_case(request: HttpRequest, arrears_case_id: UUID, body: schemas.DuesOutcomeIn) -> Any:
    """登记处理情况"""
    commands.close_case(case_id=arrears_case_id, outcome=body.outcome)

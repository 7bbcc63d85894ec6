"""One's own dues, trying amounts out, and what is published in a branch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Query
from dangjian.work.dues import queries
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api.router import router
from dangjian.work.dues.permissions import VIEW_OWN_DUES, VIEW_PUBLICITY


@router.get("/dues/mine", name="get_mine", action=VIEW_OWN_DUES, out=schemas.MyDuesOut)
def get_mine(request: HttpRequest) -> Any:
    """我的党费"""
    return queries.my_dues()


@router.get(
    "/dues/receipts/{uuid:dues_payment_id}", name="get_receipt", action=VIEW_OWN_DUES, out=schemas.DuesReceiptOut
)
def get_receipt(request: HttpRequest, dues_payment_id: UUID) -> Any:
    """我的党费收据"""
    return queries.receipt(payment_id=dues_payment_id)


@router.post("/dues/calculation", name="calculate", action=VIEW_OWN_DUES, out=schemas.CalculationOut, audit_kind="none")
def calculate(request: HttpRequest, body: schemas.CalculationIn) -> Any:
    """党费试算"""
    amount = schemas.fen(body.amount_yuan, "amount_yuan")
    return queries.calculation(payer_kind=body.payer_kind, amount_fen=amount, rounding=body.rounding)


@router.get("/dues/publicity", name="get_publicity", action=VIEW_PUBLICITY, out=schemas.PublicityOut)
def get_publicity(request: HttpRequest, filters: Query[schemas.BranchMonth]) -> Any:
    """党费收交公示"""
    return queries.publicity(organisation_id=filters.organisation_id, period=filters.period)

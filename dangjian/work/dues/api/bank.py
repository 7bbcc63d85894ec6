"""Statements of a bank: import, lines with candidates, confirm or leave."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Page, Query
from dangjian.work.dues import commands, queries
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api.router import router
from dangjian.work.dues.permissions import TAKE_PAYMENT


@router.post("/dues/bank-files", name="import_bank", action=TAKE_PAYMENT, out=schemas.BankTakenOut, status=201)
def import_bank(request: HttpRequest, body: schemas.BankFileIn) -> Any:
    """导入银行流水"""
    return commands.import_bank_file(file_id=body.file_id, organisation_id=body.organisation_id)


@router.get("/dues/bank-lines", name="list_bank", action=TAKE_PAYMENT, out=Page[schemas.BankLineOut], audit_kind="look")
def list_bank(request: HttpRequest, filters: Query[schemas.BankFilter]) -> Any:
    """银行流水"""
    commands.note_look(what="银行流水", organisation_id=filters.organisation_id)
    return queries.list_bank_lines(page=filters, organisation_id=filters.organisation_id, state=filters.state)


@router.post("/dues/bank-lines/{uuid:bank_line_id}/match", name="match_bank", action=TAKE_PAYMENT, out=None)
def match_bank(request: HttpRequest, bank_line_id: UUID, body: schemas.BankMatchIn) -> Any:
    """确认流水的交纳人"""
    months = [
        commands.MonthPaid(each.period, schemas.fen(each.amount_yuan, f"months.{number}.amount_yuan") or 0)
        for number, each in enumerate(body.months)
    ]
    commands.match_bank_line(
        line_id=bank_line_id,
        person_id=body.person_id,
        months=months,
        voluntary_fen=schemas.fen(body.voluntary_yuan, "voluntary_yuan") or 0,
    )


@router.post("/dues/bank-lines/{uuid:bank_line_id}/leave", name="leave_bank", action=TAKE_PAYMENT, out=None)
def leave_bank(request: HttpRequest, bank_line_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """流水不作党费登记"""
    commands.leave_bank_line(line_id=bank_line_id, reason=body.reason)

"""Letters that go out: losing, acceptance outside, the receipt, printing; and what a scanned code tells."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from dangjian.foundation.printing.formats import file_answer
from dangjian.kernel.http import Query, if_match
from dangjian.work.transfer import commands, printouts, queries
from dangjian.work.transfer.api import schemas
from dangjian.work.transfer.api.router import router
from dangjian.work.transfer.permissions import SEND_TRANSFER, VERIFY_LETTER
from dangjian.work.transfer.queries.loading import verifying

_ONE = "/transfers/{uuid:transfer_id}"


@router.post(f"{_ONE}/lost", name="report_lost", action=SEND_TRANSFER, out=schemas.TransferOut)
def report_lost(request: HttpRequest, transfer_id: UUID, body: schemas.WithdrawTransferIn) -> Any:
    """登记介绍信遗失"""
    commands.report_lost(transfer_id=transfer_id, remark=body.remark, expected_version=if_match(request))
    return queries.show_transfer(transfer_id=transfer_id)


@router.post(f"{_ONE}/acceptance", name="note_acceptance", action=SEND_TRANSFER, out=schemas.TransferOut)
def note_acceptance(request: HttpRequest, transfer_id: UUID, body: schemas.AcceptanceIn) -> Any:
    """登记系统外已接收"""
    given = body.model_dump()
    commands.note_acceptance(transfer_id=transfer_id, expected_version=if_match(request), **given)
    return queries.show_transfer(transfer_id=transfer_id)


@router.post(f"{_ONE}/receipt", name="take_receipt", action=SEND_TRANSFER, out=schemas.TransferOut)
def take_receipt(request: HttpRequest, transfer_id: UUID, body: schemas.ReceiptIn) -> Any:
    """登记收到回执"""
    given = body.model_dump()
    commands.take_receipt(transfer_id=transfer_id, expected_version=if_match(request), **given)
    return queries.show_transfer(transfer_id=transfer_id)


@router.get(f"{_ONE}/letter", name="get_letter", action=SEND_TRANSFER, produces="*/*", audit_kind="look")
def get_letter(request: HttpRequest, transfer_id: UUID, filters: Query[schemas.LetterPrintQuery]) -> Any:
    """打印介绍信"""
    base = settings.PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    return file_answer(printouts.print_letter(transfer_id=transfer_id, base=base, file_format=filters.file_format))


@router.get("/letters/{code}", name="verify_letter", action=VERIFY_LETTER, out=schemas.LetterVerified)
def verify_letter(request: HttpRequest, code: str) -> Any:
    """核验介绍信"""
    return verifying.verify_letter(code=code)

"""Coming in from outside the enterprise, and the receipts that go back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.foundation.printing.formats import file_answer
from dangjian.kernel.http import PageRequest, Query, if_match, respond
from dangjian.kernel.http.budgets import CODES
from dangjian.work.transfer import commands, printouts, queries
from dangjian.work.transfer.api import schemas
from dangjian.work.transfer.api.router import router
from dangjian.work.transfer.permissions import RECEIVE_TRANSFER, VIEW_TRANSFER

_ONE = "/transfers/incoming/{uuid:incoming_letter_id}"
_LETTER = {"letter_no", "issuer_name", "issued_on", "valid_days", "dues_paid_until"}


@router.get("/transfers/incoming", name="list_incoming", action=VIEW_TRANSFER, out=schemas.IncomingPage)
def list_incoming(request: HttpRequest, filters: Query[queries.IncomingFilter], page: Query[PageRequest]) -> Any:
    """系统外转入登记"""
    return queries.list_incoming(filters=filters, page=page)


@router.post("/transfers/incoming", name="receive_letter", action=RECEIVE_TRANSFER, out=schemas.IncomingOut, status=201)
def receive_letter(request: HttpRequest, body: schemas.ReceiveLetterIn) -> Any:
    """凭介绍信接收系统外党员"""
    given = body.model_dump()
    row = commands.receive_letter(
        organisation_id=given.pop("organisation_id"),
        received_on=given.pop("received_on"),
        letter=commands.PaperLetter(**{name: given.pop(name) for name in _LETTER}),
        values=given,
    )
    return queries.show_incoming(incoming_id=row.pk)


@router.post(
    "/transfers/incoming/look",
    name="look_at_letter",
    action=RECEIVE_TRANSFER,
    out=schemas.LetterSeen,
    audit_kind="look",
    budget=CODES,
)
def look_at_letter(request: HttpRequest, body: schemas.LetterCodeIn) -> Any:
    """凭接收码查看介绍信"""
    return commands.look_at_letter(code=body.code)


@router.post(
    "/transfers/incoming/by-code",
    name="receive_by_code",
    action=RECEIVE_TRANSFER,
    budget=CODES,
    out=schemas.IncomingOut,
    status=201,
)
def receive_by_code(request: HttpRequest, body: schemas.ReceiveByCodeIn) -> Any:
    """凭接收码接收其他单位党员"""
    row = commands.receive_by_code(organisation_id=body.organisation_id, code=body.code)
    return queries.show_incoming(incoming_id=row.pk)


@router.post(
    "/transfers/incoming/send-back",
    name="send_back_by_code",
    action=RECEIVE_TRANSFER,
    budget=CODES,
    out=schemas.LetterSentBack,
)
def send_back_by_code(request: HttpRequest, body: schemas.SendBackByCodeIn) -> Any:
    """凭接收码退回其他单位的介绍信"""
    return commands.send_back_by_code(code=body.code, refusal=body.refusal, remark=body.remark)


@router.get(_ONE, name="get_incoming", action=VIEW_TRANSFER, out=schemas.IncomingOut)
def get_incoming(request: HttpRequest, incoming_letter_id: UUID) -> Any:
    """一件系统外转入"""
    found = queries.show_incoming(incoming_id=incoming_letter_id)
    return respond(found, etag=found["version"])


@router.post(f"{_ONE}/receipt", name="send_receipt", action=RECEIVE_TRANSFER, out=schemas.IncomingOut)
def send_receipt(request: HttpRequest, incoming_letter_id: UUID, body: schemas.SendReceiptIn) -> Any:
    """登记回执已寄出"""
    row = commands.send_receipt(
        incoming_id=incoming_letter_id, sent_on=body.sent_on, expected_version=if_match(request)
    )
    return queries.show_incoming(incoming_id=row.pk)


@router.get(f"{_ONE}/print", name="get_receipt", action=RECEIVE_TRANSFER, produces="*/*", audit_kind="look")
def get_receipt(request: HttpRequest, incoming_letter_id: UUID, filters: Query[schemas.LetterPrintQuery]) -> Any:
    """打印回执"""
    return file_answer(printouts.print_receipt(incoming_id=incoming_letter_id, file_format=filters.file_format))

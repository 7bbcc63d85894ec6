"""Transfers of one's places: looking, sending, receiving."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import PageRequest, Query, if_match, respond
from dangjian.work.transfer import commands, queries
from dangjian.work.transfer.api import schemas
from dangjian.work.transfer.api.router import router
from dangjian.work.transfer.permissions import RECEIVE_TRANSFER, SEND_TRANSFER, VIEW_TRANSFER
from dangjian.work.transfer.rules.checks import Declared

_ONE = "/transfers/{uuid:transfer_id}"


@router.get("/transfers", name="list_transfers", action=VIEW_TRANSFER, out=schemas.TransferPage)
def list_transfers(request: HttpRequest, filters: Query[queries.TransferFilter], page: Query[PageRequest]) -> Any:
    """组织关系转接列表"""
    return queries.list_transfers(filters=filters, page=page)


@router.get("/transfers/preview", name="preview_transfer", action=SEND_TRANSFER, out=schemas.TransferPreview)
def preview_transfer(request: HttpRequest, filters: Query[schemas.PreviewQuery]) -> Any:
    """转接前的检查"""
    return queries.preview(person_id=filters.person_id, to_organisation_id=filters.to_organisation_id)


@router.post("/transfers", name="start_transfer", action=SEND_TRANSFER, out=schemas.TransferOut, status=201)
def start_transfer(request: HttpRequest, body: schemas.StartTransferIn) -> Any:
    """发起组织关系转接"""
    row = commands.start_transfer(
        person_id=body.person_id,
        to_organisation_id=body.to_organisation_id,
        outside=body.outside.value() if body.outside else None,
        cause=body.cause,
        reason=body.reason,
        declared=Declared(**body.declared.model_dump()),
    )
    return queries.show_transfer(transfer_id=row.pk)


@router.get(_ONE, name="get_transfer", action=VIEW_TRANSFER, out=schemas.TransferOut)
def get_transfer(request: HttpRequest, transfer_id: UUID) -> Any:
    """一件转接的办理情况"""
    found = queries.show_transfer(transfer_id=transfer_id)
    return respond(found, etag=found["version"])


@router.post(f"{_ONE}/check", name="check_transfer", action=SEND_TRANSFER, out=schemas.TransferOut)
def check_transfer(request: HttpRequest, transfer_id: UUID, body: schemas.CheckTransferIn) -> Any:
    """转出党支部审核"""
    commands.check_transfer(
        transfer_id=transfer_id,
        declared=Declared(**body.declared.model_dump()),
        to_organisation_id=body.to_organisation_id,
        expected_version=if_match(request),
    )
    return queries.show_transfer(transfer_id=transfer_id)


@router.post(f"{_ONE}/issue", name="issue_transfer", action=SEND_TRANSFER, out=schemas.TransferOut)
def issue_transfer(request: HttpRequest, transfer_id: UUID, body: schemas.IssueTransferIn) -> Any:
    """转出党委转出，开具介绍信"""
    given = body.model_dump()
    commands.issue_transfer(transfer_id=transfer_id, expected_version=if_match(request), **given)
    return queries.show_transfer(transfer_id=transfer_id)


@router.post(f"{_ONE}/return", name="return_transfer", action=SEND_TRANSFER, out=schemas.TransferOut)
def return_transfer(request: HttpRequest, transfer_id: UUID, body: schemas.RefuseTransferIn) -> Any:
    """转出党委退回党支部更正"""
    given = body.model_dump()
    commands.return_transfer(transfer_id=transfer_id, expected_version=if_match(request), **given)
    return queries.show_transfer(transfer_id=transfer_id)


@router.post(f"{_ONE}/accept", name="accept_transfer", action=RECEIVE_TRANSFER, out=schemas.TransferOut)
def accept_transfer(request: HttpRequest, transfer_id: UUID, body: schemas.AcceptTransferIn) -> Any:
    """接收党员"""
    given = body.model_dump()
    commands.accept_transfer(transfer_id=transfer_id, expected_version=if_match(request), **given)
    return queries.show_transfer(transfer_id=transfer_id)


@router.post(f"{_ONE}/refuse", name="refuse_transfer", action=RECEIVE_TRANSFER, out=schemas.TransferOut)
def refuse_transfer(request: HttpRequest, transfer_id: UUID, body: schemas.RefuseTransferIn) -> Any:
    """退回并说明原因"""
    given = body.model_dump()
    commands.refuse_transfer(transfer_id=transfer_id, expected_version=if_match(request), **given)
    return queries.show_transfer(transfer_id=transfer_id)


@router.post(f"{_ONE}/withdraw", name="withdraw_transfer", action=SEND_TRANSFER, out=schemas.TransferOut)
def withdraw_transfer(request: HttpRequest, transfer_id: UUID, body: schemas.WithdrawTransferIn) -> Any:
    """撤回转接"""
    commands.withdraw_transfer(transfer_id=transfer_id, remark=body.remark, expected_version=if_match(request))
    return queries.show_transfer(transfer_id=transfer_id)

"""One's own transfers, and where one can go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import PageRequest, Query, if_match
from dangjian.work.transfer import commands, queries
from dangjian.work.transfer.api import schemas
from dangjian.work.transfer.api.router import router
from dangjian.work.transfer.permissions import VIEW_OWN_TRANSFER


@router.get("/transfers/mine", name="get_mine", action=VIEW_OWN_TRANSFER, out=schemas.OwnTransfers)
def get_mine(request: HttpRequest) -> Any:
    """我的组织关系转接"""
    return queries.my_transfers()


@router.post("/transfers/mine", name="ask_transfer", action=VIEW_OWN_TRANSFER, out=schemas.OwnTransfers, status=201)
def ask_transfer(request: HttpRequest, body: schemas.AskTransferIn) -> Any:
    """申请转出本人的组织关系"""
    commands.ask_transfer(
        to_organisation_id=body.to_organisation_id,
        outside=body.outside.value() if body.outside else None,
        cause=body.cause,
        reason=body.reason,
    )
    return queries.my_transfers()


@router.post(
    "/transfers/mine/{uuid:transfer_id}/withdraw",
    name="withdraw_own_transfer",
    action=VIEW_OWN_TRANSFER,
    out=schemas.OwnTransfers,
)
def withdraw_own_transfer(request: HttpRequest, transfer_id: UUID) -> Any:
    """撤回本人的转接申请"""
    commands.withdraw_own_transfer(transfer_id=transfer_id, expected_version=if_match(request))
    return queries.my_transfers()


@router.get("/transfers/targets", name="list_targets", action=VIEW_OWN_TRANSFER, out=schemas.TargetPage)
def list_targets(request: HttpRequest, filters: Query[schemas.TargetQuery], page: Query[PageRequest]) -> Any:
    """可以转入的党支部"""
    return queries.targets(text=filters.text, page=page)

"""A whole branch at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.work.transfer import commands
from dangjian.work.transfer.api import schemas
from dangjian.work.transfer.api.router import router
from dangjian.work.transfer.permissions import RECEIVE_TRANSFER, SEND_TRANSFER
from dangjian.work.transfer.rules.checks import Declared


def _told(whole: commands.Whole) -> dict[str, Any]:
    return {"count": whole.count, "skipped": whole.skipped, "first_id": whole.first_id}


@router.post("/transfers/whole", name="start_whole", action=SEND_TRANSFER, out=schemas.WholeOut, status=201)
def start_whole(request: HttpRequest, body: schemas.StartWholeIn) -> Any:
    """整建制转接：一个党支部的全部党员"""
    return _told(
        commands.start_whole(
            organisation_id=body.organisation_id,
            to_organisation_id=body.to_organisation_id,
            declared=Declared(**body.declared.model_dump()),
            reason=body.reason,
        )
    )


@router.post("/transfers/{uuid:transfer_id}/issue-all", name="issue_whole", action=SEND_TRANSFER, out=schemas.WholeOut)
def issue_whole(request: HttpRequest, transfer_id: UUID, body: schemas.IssueTransferIn) -> Any:
    """整批转出"""
    return _told(commands.issue_whole(transfer_id=transfer_id, valid_days=body.valid_days))


@router.post(
    "/transfers/{uuid:transfer_id}/accept-all", name="accept_whole", action=RECEIVE_TRANSFER, out=schemas.WholeOut
)
def accept_whole(request: HttpRequest, transfer_id: UUID) -> Any:
    """整批接收"""
    return _told(commands.accept_whole(transfer_id=transfer_id))

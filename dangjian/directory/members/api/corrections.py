"""Routes: correction requests."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.members import commands, queries
from dangjian.directory.members.api import schemas
from dangjian.directory.members.api.router import router
from dangjian.directory.members.permissions import ASK_CORRECTION, DECIDE_CORRECTION
from dangjian.kernel.http import PageRequest, Query


@router.get(
    "/corrections", name="list_corrections", action=DECIDE_CORRECTION, out=schemas.CorrectionPage, audit_kind="look"
)
def list_corrections(
    request: HttpRequest,
    page: Query[PageRequest],
    state: Literal["", "pending", "approved", "refused", "withdrawn"] = "pending",
) -> Any:
    """待审核的更正申请"""
    found = queries.list_corrections(page=page, state=state)
    if found["items"]:
        commands.note_corrections_seen(correction_ids=[row["id"] for row in found["items"]])
    return found


@router.get("/corrections/mine", name="list_own_corrections", action=ASK_CORRECTION, out=schemas.CorrectionPage)
def list_own_corrections(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """本人的更正申请"""
    return queries.my_corrections(page=page)


@router.post("/corrections", name="ask_correction", action=ASK_CORRECTION, out=schemas.ChangedOut, status=201)
def ask_correction(request: HttpRequest, body: schemas.CorrectionIn) -> Any:
    """申请更正本人信息"""
    commands.ask_correction(**body.model_dump())
    return {"changed": 1}


@router.post(
    "/corrections/{correction_id}/withdraw", name="withdraw_correction", action=ASK_CORRECTION, out=schemas.ChangedOut
)
def withdraw_correction(request: HttpRequest, correction_id: UUID) -> Any:
    """撤回更正申请"""
    commands.withdraw_correction(correction_id=correction_id)
    return {"changed": 1}


@router.post(
    "/corrections/{correction_id}/decide", name="decide_correction", action=DECIDE_CORRECTION, out=schemas.ChangedOut
)
def decide_correction(request: HttpRequest, correction_id: UUID, body: schemas.DecisionIn) -> Any:
    """审核更正申请"""
    commands.decide_correction(correction_id=correction_id, approve=body.approve, note=body.note)
    return {"changed": 1}

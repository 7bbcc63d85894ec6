"""Fixing what members owe, and how an organisation keeps its dues."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Query
from dangjian.work.dues import commands, queries
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api.router import router
from dangjian.work.dues.permissions import FIX_BASE, SET_DUES, VIEW_DUES, VIEW_STATEMENT


@router.get("/dues/bases", name="list_bases", action=VIEW_DUES, out=schemas.BranchBasesOut, audit_kind="look")
def list_bases(request: HttpRequest, filters: Query[schemas.BranchMonth]) -> Any:
    """支部党费核定情况"""
    commands.note_look(what="党费计算基数", organisation_id=filters.organisation_id)
    return queries.branch_bases(organisation_id=filters.organisation_id, period=filters.period)


@router.get(
    "/dues/bases/{uuid:person_id}", name="get_history", action=VIEW_DUES, out=schemas.DuesHistoryOut, audit_kind="look"
)
def get_history(request: HttpRequest, person_id: UUID) -> Any:
    """党员党费核定历史"""
    commands.note_look(what="党费核定历史", person_id=person_id)
    return queries.bases_of(person_id=person_id)


@router.post("/dues/bases", name="fix_bases", action=FIX_BASE, out=schemas.DuesSavedOut, status=201)
def fix_bases(request: HttpRequest, body: schemas.DuesBasesIn) -> Any:
    """核定党费"""
    entries = [_entry(number, entry) for number, entry in enumerate(body.entries)]
    return {"count": len(commands.fix_bases(entries=entries))}


def _entry(number: int, given: schemas.DuesBaseIn) -> commands.NewBase:
    def fen(name: str) -> int | None:
        return schemas.fen(getattr(given, name), f"entries.{number}.{name}")

    return commands.NewBase(
        person_id=given.person_id,
        valid_from=given.valid_from,
        payer_kind=given.payer_kind,
        source=given.source,
        reason=given.reason,
        base_fen=fen("base_yuan"),
        quarter_net_fen=fen("quarter_net_yuan"),
        agreed_fen=fen("agreed_yuan"),
        note=given.note,
        approved_by=given.approved_by,
    )


@router.get("/dues/setting", name="get_setting", action=VIEW_STATEMENT, out=schemas.DuesSettingOut)
def get_setting(request: HttpRequest, filters: Query[schemas.DuesPlaceFilter]) -> Any:
    """党费设置"""
    return queries.own_setting(organisation_id=filters.organisation_id)


@router.post("/dues/setting", name="set_dues", action=SET_DUES, out=schemas.DuesRef, status=201)
def set_dues(request: HttpRequest, body: schemas.DuesSettingIn) -> Any:
    """修改党费设置"""
    return {"id": commands.set_dues(**body.model_dump()).pk}

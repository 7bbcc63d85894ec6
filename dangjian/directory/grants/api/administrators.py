"""Routes: the three administrators, and rights for an hour."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.grants import commands, queries
from dangjian.directory.grants.api import schemas
from dangjian.directory.grants.api.router import router
from dangjian.directory.grants.permissions import APPOINT_ADMINISTRATOR, BREAK_GLASS


@router.get(
    "/administrators",
    name="list_administrators",
    action=APPOINT_ADMINISTRATOR,
    out=list[schemas.AdministratorRow],
)
def list_administrators(request: HttpRequest) -> Any:
    """三类管理员"""
    return queries.list_administrators()


@router.post(
    "/administrators/appointments",
    name="ask_appointment",
    action=APPOINT_ADMINISTRATOR,
    out=schemas.RequestRef,
    status=201,
    step_up=True,
)
def ask_appointment(request: HttpRequest, body: schemas.AppointmentIn) -> Any:
    """申请任命管理员"""
    return {"id": commands.ask_appointment(**body.model_dump()).pk}


@router.post(
    "/administrators/{uuid:grant_id}/confirm",
    name="confirm_administrator",
    action=APPOINT_ADMINISTRATOR,
    out=schemas.GrantRef,
    step_up=True,
)
def confirm_administrator(request: HttpRequest, grant_id: UUID, body: schemas.NoteIn) -> Any:
    """确认管理员仍然需要"""
    return {"id": commands.confirm_administrator(grant_id=grant_id, note=body.note).pk}


@router.get("/grants/break-glass/places", name="find_places", action=BREAK_GLASS, out=list[schemas.PlaceOut])
def find_places(request: HttpRequest, q: str = "") -> Any:
    """按名称查找紧急授权的组织"""
    return queries.find_places(q=q[:60])


@router.post(
    "/grants/break-glass",
    name="ask_break_glass",
    action=BREAK_GLASS,
    out=schemas.RequestRef,
    status=201,
    step_up=True,
)
def ask_break_glass(request: HttpRequest, body: schemas.BreakGlassIn) -> Any:
    """申请紧急授权（一小时）"""
    return {"id": commands.ask_break_glass(**body.model_dump()).pk}

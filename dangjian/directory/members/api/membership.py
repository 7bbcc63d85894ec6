"""Routes: moves, leaving, suspension, cells."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.members import commands
from dangjian.directory.members.api import schemas
from dangjian.directory.members.api.router import router
from dangjian.directory.members.permissions import EDIT_MEMBER, MOVE_MEMBER


@router.post("/members/move", name="move_members", action=MOVE_MEMBER, out=schemas.ChangedOut)
def move_members(request: HttpRequest, body: schemas.MovePeopleIn) -> Any:
    """调整党员所在支部"""
    return {"changed": commands.move_people(**body.model_dump())}


@router.post("/members/cell", name="set_cell", action=EDIT_MEMBER, out=schemas.ChangedOut)
def set_cell(request: HttpRequest, body: schemas.AssignCellIn) -> Any:
    """编入党小组"""
    return {"changed": commands.set_cell(person_ids=body.person_ids, cell_id=body.cell_id)}


@router.post("/members/{person_id}/leave", name="register_leaving", action=MOVE_MEMBER, out=schemas.VersionOut)
def register_leaving(request: HttpRequest, person_id: UUID, body: schemas.LeaveIn) -> Any:
    """登记减少"""
    return _version(commands.register_leaving(person_id=person_id, **body.model_dump()))


@router.post("/members/{person_id}/suspend", name="suspend_member", action=MOVE_MEMBER, out=schemas.VersionOut)
def suspend_member(request: HttpRequest, person_id: UUID, body: schemas.StatusIn) -> Any:
    """登记停止党籍"""
    return _version(commands.suspend_person(person_id=person_id, on=body.on, note=body.note))


@router.post("/members/{person_id}/restore", name="restore_member", action=MOVE_MEMBER, out=schemas.VersionOut)
def restore_member(request: HttpRequest, person_id: UUID, body: schemas.StatusIn) -> Any:
    """登记恢复党籍"""
    return _version(commands.restore_person(person_id=person_id, on=body.on, note=body.note))


def _version(person: Any) -> dict[str, Any]:
    return {"id": person.id, "version": person.version}

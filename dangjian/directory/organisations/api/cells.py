"""Routes: cells of a branch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.organisations import commands, queries
from dangjian.directory.organisations.api import requests, schemas
from dangjian.directory.organisations.api.router import router
from dangjian.directory.organisations.permissions import EDIT_ORGANISATION, VIEW_ORGANISATION


@router.get(
    "/organisations/{uuid:organisation_id}/cells",
    name="list_cells",
    action=VIEW_ORGANISATION,
    out=list[schemas.CellOut],
)
def list_cells(request: HttpRequest, organisation_id: UUID) -> Any:
    """党小组"""
    return queries.cells_of(organisation_id=organisation_id)


@router.post(
    "/organisations/{uuid:organisation_id}/cells",
    name="form_cell",
    action=EDIT_ORGANISATION,
    out=schemas.IdOut,
    status=201,
)
def form_cell(request: HttpRequest, organisation_id: UUID, body: requests.CellIn) -> Any:
    """划分党小组"""
    return {"id": commands.form_cell(organisation_id=organisation_id, **body.model_dump()).pk}


@router.put("/cells/{uuid:cell_id}", name="update_cell", action=EDIT_ORGANISATION, out=schemas.IdOut)
def update_cell(request: HttpRequest, cell_id: UUID, body: requests.CellUpdateIn) -> Any:
    """修改党小组"""
    return {"id": commands.update_cell(cell_id=cell_id, name=body.name, sort=body.sort).pk}


@router.post("/cells/{uuid:cell_id}/dissolve", name="dissolve_cell", action=EDIT_ORGANISATION, out=schemas.IdOut)
def dissolve_cell(request: HttpRequest, cell_id: UUID, body: requests.EndIn) -> Any:
    """撤销党小组"""
    return {"id": commands.dissolve_cell(cell_id=cell_id, on=body.on).pk}

"""Staged rows of an import: reading, correcting, deciding; and who is missing from the file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.showing import show_row
from dangjian.directory.rosters import commands, queries
from dangjian.directory.rosters.api.router import router
from dangjian.directory.rosters.api.schemas import (
    MissingOut,
    ReplacedOut,
    RosterCellIn,
    RosterDecisionIn,
    RosterReplacementIn,
    RowOut,
    RowsOut,
    RowsQuery,
)
from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.kernel.errors import BadInput
from dangjian.kernel.http import Query

_STATUS_OF = {status.name.lower(): status.value for status in RowStatus}


@router.get("/rosters/{batch_id}/rows", name="list_rows", action=IMPORT_ROSTER, out=RowsOut, summary="检查结果")
def rows(request: HttpRequest, batch_id: UUID, query: Query[RowsQuery]) -> Any:
    """Rows with their problems and differences."""
    unknown = [name for name in query.status.split(",") if name and name not in _STATUS_OF]
    if unknown:
        raise BadInput("roster.status", f"没有“{unknown[0]}”这种状态。", field="status")
    statuses = "".join(_STATUS_OF[name] for name in query.status.split(",") if name)
    level = {"error": "e", "warning": "w", "none": "-"}.get(query.level, "")
    return queries.list_rows(
        batch_id=batch_id,
        part=query.part,
        statuses=statuses,
        level=level,
        code=query.code,
        after=query.after,
        limit=query.limit,
    )


@router.post("/rosters/{batch_id}/cells", name="correct_cell", action=IMPORT_ROSTER, out=RowOut, summary="修改单元格")
def correct(request: HttpRequest, batch_id: UUID, body: RosterCellIn) -> Any:
    """Correct a cell; the row, and rows that repeat it, are checked again."""
    row = commands.correct_cell(batch_id=batch_id, part=body.part, row=body.row, field=body.field, text=body.text)
    return show_row(row, queries.kind_of_part(batch_id=batch_id, part=body.part))


@router.post(
    "/rosters/{batch_id}/replacements",
    name="replace_text",
    action=IMPORT_ROSTER,
    out=ReplacedOut,
    summary="整列替换",
)
def replace(request: HttpRequest, batch_id: UUID, body: RosterReplacementIn) -> Any:
    """The same correction for all rows that need it; then everything is checked again in the background."""
    rows = commands.replace_text(batch_id=batch_id, part=body.part, field=body.field, old=body.old, text=body.text)
    return {"rows": rows}


@router.post("/rosters/{batch_id}/decisions", name="decide_row", action=IMPORT_ROSTER, out=RowOut, summary="决定一行")
def decide(request: HttpRequest, batch_id: UUID, body: RosterDecisionIn) -> Any:
    """Leave a row out, or take it as a new person instead of the one proposed."""
    row = commands.decide_row(batch_id=batch_id, part=body.part, row=body.row, decision=body.decision)
    return show_row(row, queries.kind_of_part(batch_id=batch_id, part=body.part))


@router.get(
    "/rosters/{batch_id}/missing",
    name="list_missing",
    action=IMPORT_ROSTER,
    out=list[MissingOut],
    summary="表中没有的人员",
)
def missing(request: HttpRequest, batch_id: UUID) -> Any:
    """People of the branches in the file who are not in it; they are never removed by an import."""
    return queries.list_missing(batch_id=batch_id)

"""Batches in the form of their answers."""

from __future__ import annotations

from typing import Any

from dangjian.directory.columns import layouts
from dangjian.directory.rosters.api.schemas import BatchOut
from dangjian.directory.rosters.enums import BatchState
from dangjian.directory.rosters.models import ImportBatch


def show_batch(batch: ImportBatch) -> dict[str, Any]:
    """A batch as `BatchOut`."""
    names = BatchOut.model_fields.keys() - {"state_label"}
    return {name: getattr(batch, name) for name in names} | {"state_label": BatchState(batch.state).label}


def show_detail(batch: ImportBatch) -> dict[str, Any]:
    """A batch as `BatchDetailOut`."""
    parts = layouts.load(batch.layout.reveal()) if batch.layout else []
    return show_batch(batch) | {"parts": [_show_part(number, part) for number, part in enumerate(parts)]}


def _show_part(number: int, part: layouts.Part) -> dict[str, Any]:
    return {
        "part": number,
        "sheet_index": part.sheet_index,
        "sheet_name": part.sheet_name,
        "visible": part.visible,
        "rows": part.rows,
        "kind": part.kind,
        "is_used": part.is_used,
        "first_row": part.last + 2,
        "above": part.above,
        "columns": part.columns,
        "mapping": {str(column): name for column, name in part.mapping.items()},
        "constants": part.constants,
        "organisation_id": part.place_id,
        "remembered": part.remembered,
        "missing": part.missing(),
    }

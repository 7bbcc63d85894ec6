"""How staged rows are shown in the grid of an import."""

from __future__ import annotations

from typing import Any

from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.judging import records, seats, trees
from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.staging import StagedRow
from dangjian.foundation.tabular.normalise.outcome import cell_text


def show_row(row: StagedRow, kind: str) -> dict[str, Any]:
    """A staged row as the grid shows it."""
    title = {RosterKind.MEMBER: records.title, RosterKind.OFFICER: seats.title}.get(RosterKind(kind), trees.title)
    return {
        "number": row.number,
        "cells": [cell_text(cell) for cell in row.cells],
        "overrides": row.overrides,
        "status": RowStatus(row.status).name.lower(),
        "decision": row.decision,
        "target_id": row.target_id or None,
        "problems": [
            {
                "column": p.column,
                "field": p.field,
                "code": p.code,
                "text": p.text,
                "level": p.level,
                "suggestion": p.suggestion,
            }
            for p in row.problems
        ],
        "changes": [{"field": name, "title": title(name), "old": old, "new": new} for name, old, new in row.changes],
        "edited": row.edited,
    }

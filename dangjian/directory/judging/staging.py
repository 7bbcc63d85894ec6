"""Staged rows: their form in memory and their compact form in a chunk."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson

from dangjian.directory.judging.enums import RowStatus
from dangjian.foundation.tabular.problems import CellProblem
from dangjian.foundation.tabular.workbook import Cell

CHUNK_ROWS = 500


@dataclass(slots=True)
class StagedRow:
    """One row on its way in.

    `overrides` are corrections by field that have no cell; `decision` is what a person chose for the row: "" (as
    proposed), "new" (not the person it was matched with), "skip". `changes` shows what differs: field, old, new.
    """

    number: int
    cells: list[Cell]
    values: dict[str, Any]
    problems: list[CellProblem] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)
    section: str = ""
    status: RowStatus = RowStatus.NEW
    target_id: str = ""
    """Person or organisation the row was matched with."""
    place_id: str = ""
    """Branch of a person, superior of an organisation ("" unresolved or none)."""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    decision: str = ""
    overrides: dict[str, str] = field(default_factory=dict)
    edited: bool = False

    @property
    def level(self) -> str:
        """The worst problem: e, w or -."""
        if any(problem.level == "error" for problem in self.problems):
            return "e"
        return "w" if self.problems else "-"


def pack(rows: Iterable[StagedRow]) -> str:
    """Rows as compact text (JSON, compressed); sealed by the field that keeps it."""
    return squeeze([_to_json(row) for row in rows])


def unpack(text: str) -> list[StagedRow]:
    """The rows that `pack` made."""
    return [_from_json(values) for values in unsqueeze(text)]


def squeeze(value: Any) -> str:
    """Any JSON value as compressed text."""
    return base64.b64encode(zlib.compress(orjson.dumps(value), 3)).decode("ascii")


def unsqueeze(text: str) -> Any:
    """The value that `squeeze` made."""
    return orjson.loads(zlib.decompress(base64.b64decode(text)))


def _to_json(row: StagedRow) -> list[Any]:
    return [
        row.number,
        [cell if cell.__class__ in _PLAIN else _cell(cell) for cell in row.cells],
        row.values,
        [(p.column, p.field, p.code, p.text, p.level, p.suggestion) for p in row.problems],
        row.extras,
        row.section,
        row.status.value,
        row.target_id,
        row.place_id,
        row.changes,
        row.decision,
        row.overrides,
        row.edited,
    ]


_PLAIN = (str, float, int, bool)


def _cell(cell: Cell) -> Any:
    return [cell.isoformat()] if isinstance(cell, date) else [""]


def _read_cell(value: Any) -> Cell:
    text = value[0]
    if not text:
        return ""
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _from_json(values: list[Any]) -> StagedRow:
    number = values[0]
    return StagedRow(
        number=number,
        cells=[_read_cell(cell) if cell.__class__ is list else cell for cell in values[1]],
        values=values[2],
        problems=[CellProblem(number, *problem) for problem in values[3]],
        extras=values[4],
        section=values[5],
        status=RowStatus(values[6]),
        target_id=values[7],
        place_id=values[8],
        changes=[tuple(change) for change in values[9]],
        decision=values[10],
        overrides=values[11],
        edited=values[12],
    )

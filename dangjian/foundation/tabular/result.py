"""The result workbook: the rows as they came, faulty cells coloured and commented, and a list of all problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dangjian.foundation.tabular.normalise.outcome import cell_text
from dangjian.foundation.tabular.problems import CellProblem, cell_name
from dangjian.foundation.tabular.workbook import Cell
from dangjian.foundation.tabular.writer import (
    ERROR_COLOUR,
    WARNING_COLOUR,
    CellMark,
    MarkedRow,
    SheetColumn,
    TableSheet,
    write_workbook,
)

COMMENTS = 5_000
"""Cells with a comment at most: more make spreadsheets crawl; all problems stand in the list anyway."""
_LEVELS = {"error": "错误", "warning": "提醒"}


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """One sheet of a result: its headings, its problems, and for each data row its number in the original sheet, its
    cells, and what became of it (新增, 更新 …)."""

    name: str
    titles: Sequence[str]
    rows: Iterable[tuple[int, Sequence[Cell], str]]
    problems: Sequence[CellProblem]


def write_result(target: Path, sheets: Sequence[ResultSheet]) -> None:
    """Write the result of an import: its sheets, and a list of all problems.

    The first two columns are 原行号 and 处理结果, the original columns follow.
    """
    written = []
    for sheet in sheets:
        by_row: dict[int, list[CellProblem]] = {}
        for problem in sheet.problems:
            by_row.setdefault(problem.row, []).append(problem)
        columns = [
            SheetColumn("原行号", 8),
            SheetColumn("处理结果", 14),
            *(SheetColumn(title) for title in sheet.titles),
        ]
        written.append(TableSheet(sheet.name or "导入结果", columns, _marked_rows(sheet.rows, by_row)))
    listed = TableSheet(
        "问题清单",
        [
            SheetColumn("单元格", 16),
            SheetColumn("栏目", 18),
            SheetColumn("级别", 8),
            SheetColumn("问题与处理办法", 80),
            SheetColumn("建议值", 24),
            SheetColumn("代码", 28),
        ],
        (line for sheet in sheets for line in _listed(sheet, named=len(sheets) > 1)),
    )
    write_workbook(target, [*written, listed], title="导入结果")


def _listed(sheet: ResultSheet, *, named: bool) -> Iterator[tuple[str, ...]]:
    for problem in sheet.problems:
        cell = cell_name(problem.row, problem.column)
        yield (
            f"{sheet.name}!{cell}" if named else cell,
            sheet.titles[problem.column] if 0 <= problem.column < len(sheet.titles) else "",
            _LEVELS[problem.level],
            problem.text,
            problem.suggestion,
            problem.code,
        )


def _marked_rows(
    rows: Iterable[tuple[int, Sequence[Cell], str]], by_row: dict[int, list[CellProblem]]
) -> Iterator[MarkedRow]:
    commented = 0
    for number, cells, outcome in rows:
        found: dict[int, list[CellProblem]] = {}
        for problem in by_row.get(number, ()):
            found.setdefault(problem.column + 2 if problem.column >= 0 else 1, []).append(problem)
        marks = []
        for column, here in found.items():
            colour = ERROR_COLOUR if any(problem.level == "error" for problem in here) else WARNING_COLOUR
            commented += 1
            text = "\n".join(problem.text for problem in here) if commented <= COMMENTS else ""
            marks.append(CellMark(column, text, colour))
        yield MarkedRow([number, outcome, *(cell_text(cell) for cell in cells)], marks)

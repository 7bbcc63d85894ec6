"""Rows of a sheet into clean values by field, with every problem at its cell.

Values are kept by row as small lists in the order of the mapped fields: rows are read once, normalised once and handed
on in chunks, so that a large table never stands in memory as a whole unless the caller keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dangjian.foundation.tabular.catalogue import Catalogue
from dangjian.foundation.tabular.layout import Heading, RowKind, RowSorter
from dangjian.foundation.tabular.normalise.outcome import Normaliser, Outcome
from dangjian.foundation.tabular.problems import CellProblem, Fault
from dangjian.foundation.tabular.workbook import Cell, Row

_CACHE_LIMIT = 20_000


@dataclass(slots=True)
class ParsedRow:
    """One data row: its number in the sheet (from 1), raw cells, clean values and extras by field, its problems.

    `section` is the group line it stands under (一、机关第一党支部), "" without one.
    """

    number: int
    cells: Row
    values: dict[str, Any]
    extras: dict[str, str] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    section: str = ""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no data: a repeated heading, a group line, a total or remark (blank rows are not listed)."""

    number: int
    kind: RowKind
    text: str


class _Cached:
    """A normaliser that remembers what it answered: most columns of a roster hold few different values."""

    def __init__(self, normalise: Normaliser) -> None:
        self._normalise = normalise
        self._texts: dict[str, Outcome] = {}

    def __call__(self, cell: Cell) -> Outcome:
        if cell.__class__ is not str:
            return self._normalise(cell)
        outcome = self._texts.get(cell)
        if outcome is None:
            outcome = self._normalise(cell)
            if len(self._texts) < _CACHE_LIMIT:
                self._texts[cell] = outcome
        return outcome


class RowParser:
    """Parses the rows of one sheet with one mapping (column index to field identifier).

    `constants` gives raw values for fields without a column (the branch all rows belong to).
    """

    def __init__(
        self,
        catalogue: Catalogue,
        mapping: Mapping[int, str],
        heading: Heading,
        constants: Mapping[str, str] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.skipped: list[SkippedRow] = []
        self._heading = heading
        used = {column: identifier for column, identifier in mapping.items() if not catalogue[identifier].ignored}
        self._columns = [
            (column, identifier, _Cached(catalogue[identifier].normalise)) for column, identifier in used.items()
        ]
        self._column_of = {identifier: column for column, identifier in used.items()}
        self._required = [each for each in catalogue.fields if each.required]
        self._constants = {
            identifier: catalogue[identifier].normalise(value)
            for identifier, value in (constants or {}).items()
            if identifier not in self._column_of
        }
        ignored = frozenset(column for column, identifier in mapping.items() if catalogue[identifier].ignored)
        keys = frozenset(column for column, identifier in used.items() if identifier in catalogue.keys)
        self._sorter = RowSorter(heading, keys, ignored, frozenset(used))

    @property
    def column_of(self) -> dict[str, int]:
        """Column index of each mapped field."""
        return dict(self._column_of)

    def parse(self, rows: Iterable[Row]) -> Iterator[ParsedRow]:
        """Data rows of a sheet given from its first row on; what is skipped stands in `skipped` afterwards."""
        section = ""
        for index, row in enumerate(rows):
            if index <= self._heading.last or index < self._heading.first:
                continue
            kind, text = self._sorter.kind(row)
            if kind == "data":
                parsed = self.parse_row(index + 1, row)
                parsed.section = section
                yield parsed
            elif kind != "blank":
                self.skipped.append(SkippedRow(index + 1, kind, text))
                if kind == "section":
                    section = text

    def parse_row(self, number: int, row: Row) -> ParsedRow:
        """One data row; also used when a single cell was corrected."""
        values: dict[str, Any] = {}
        parsed = ParsedRow(number, row, values)
        width = len(row)
        for column, identifier, normalise in self._columns:
            if column < width and (cell := row[column]) != "":
                value, fault, extra = normalise(cell)
                if value is not None:
                    values[identifier] = value
                if fault is not None:
                    parsed.problems.append(
                        CellProblem(number, column, identifier, fault.code, fault.text, fault.level, fault.suggestion)
                    )
                if extra:
                    parsed.extras[identifier] = extra
        for identifier, outcome in self._constants.items():
            if outcome.value is not None:
                values.setdefault(identifier, outcome.value)
        self._check_required(parsed)
        return parsed

    def problem(self, number: int, identifier: str, fault: Fault) -> CellProblem:
        """A fault at its cell."""
        column = self._column_of.get(identifier, -1)
        return CellProblem(number, column, identifier, fault.code, fault.text, fault.level, fault.suggestion)

    def _check_required(self, parsed: ParsedRow) -> None:
        for needed in self._required:
            identifier = needed.identifier
            if identifier not in parsed.values and not any(
                problem.field == identifier and problem.level == "error" for problem in parsed.problems
            ):
                column = self._column_of.get(identifier, -1)
                parsed.problems.append(
                    CellProblem(
                        parsed.number, column, identifier, "cell.required", f"“{needed.title}”必须填写，请补充。"
                    )
                )


def duplicates(rows: Iterable[tuple[int, Any]]) -> dict[int, int]:
    """Rows whose value already stood in an earlier row: row number to the number of the first row with that value."""
    first: dict[Any, int] = {}
    found: dict[int, int] = {}
    for number, value in rows:
        if value is not None:
            earlier = first.setdefault(value, number)
            if earlier != number:
                found[number] = earlier
    return found

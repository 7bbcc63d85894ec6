"""Where the headings of a sheet are, and what kind of row each other row is.

Real sheets carry a title above, headings over two lines, blank lines, headings repeated on each printed page, rows
that only name a group, and totals or remarks at the end. Rule of the data standards, 6.3: the heading row is the first
row in which at least three known headings appear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dangjian.foundation.tabular.catalogue import Catalogue, heading_key
from dangjian.foundation.tabular.normalise.outcome import cell_text
from dangjian.foundation.tabular.workbook import Cell, Sheet

RowKind = Literal["data", "blank", "heading", "section", "note"]

_LOOKED_AT = 40
_KNOWN_ENOUGH = 3
_NOTE = re.compile(
    r"^[（(【\[]?(?:合计|总计|小计|共计|累计|总人数|总数|人数合计|以上|备注|附注|注|说明|填表说明|填表人|填报人|填报单位|填报日期|制表|制表人|"
    r"审核|审核人|审批|负责人|经办人|联系人|联系电话|单位盖章|盖章|签字|签章|日期|共\s*\d+|党委（?盖章|第\s*\d+\s*页)"
)
_HAN = re.compile("[㐀-鿿]{2}")
_DATA_LIKE = re.compile(r"\d{5,}|^\d+([./\-年]\d+)+|^[男女]$|^[是否]$|^(?!民\s*族$).{1,6}族$|^\d+(\.\d+)?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings: rows `first` to `last` (from 0), for each column its lines from top to bottom; titles above."""

    first: int
    last: int
    columns: tuple[tuple[str, ...], ...]
    above: tuple[str, ...] = ()

    def title(self, column: int) -> str:
        """A column's heading on one line."""
        return " / ".join(dict.fromkeys(self.columns[column]))


def find_heading(sheet: Sheet, catalogue: Catalogue) -> Heading:
    """Find the headings of a sheet. A sheet without any gets empty headings, all its rows are data."""
    rows = [tuple(cell_text(cell).strip() for cell in row) for row in sheet.head[:_LOOKED_AT]]
    first = _heading_row(rows, catalogue)
    if first is None:
        start = next((number for number, row in enumerate(rows) if any(row)), 0)
        return Heading(start, start - 1, tuple(() for _ in range(max(sheet.columns, 1))), _above(rows, start))
    spans = _spans(sheet)
    if first > 0 and _is_group_line(rows[first - 1], rows[first], first - 1, spans):
        first -= 1
    last = first
    while last + 1 < len(rows) and last - first < 2 and _continues(rows[first : last + 2], last + 1, spans, catalogue):
        last += 1
    return Heading(first, last, _columns(rows, first, last, sheet, spans), _above(rows, first))


def _known(row: tuple[str, ...], catalogue: Catalogue) -> int:
    """How many different known headings stand in a row. Long texts are titles or remarks."""
    return len({field.identifier for text in row if text and len(text) <= 60 and (field := catalogue.exact(text))})


def _heading_row(rows: list[tuple[str, ...]], catalogue: Catalogue) -> int | None:
    counts = [_known(row, catalogue) for row in rows]
    for number, count in enumerate(counts):
        if count >= _KNOWN_ENOUGH:
            return number
    best = max(range(len(rows)), key=lambda number: (counts[number], -number), default=None)
    if best is not None and counts[best] >= 1 and _filled(rows[best]) >= 2 and not _data_like(rows[best]):
        return best
    return _first_wide_text_row(rows)


def _first_wide_text_row(rows: list[tuple[str, ...]]) -> int | None:
    """Without known headings: the first row as wide as the table that holds texts only."""
    if not rows:
        return None
    widths = sorted(_filled(row) for row in rows if any(row))
    usual = widths[len(widths) // 2] if widths else 0
    for number, row in enumerate(rows[:-1]):
        if _filled(row) >= max(2, usual * 0.6) and len(set(filter(None, row))) > 1:
            return None if _data_like(row) else number
    return None


def _filled(row: tuple[str, ...]) -> int:
    return sum(1 for text in row if text)


def _data_like(row: tuple[str, ...]) -> bool:
    return sum(1 for text in row if _DATA_LIKE.search(text)) >= 1


def _spans(sheet: Sheet) -> dict[tuple[int, int], int]:
    """Cells merged over several columns: place of the first cell, index of the last column."""
    return {(top, left): right for top, left, _bottom, right in sheet.merged if right > left}


def _is_group_line(
    above: tuple[str, ...], row: tuple[str, ...], number: int, spans: dict[tuple[int, int], int]
) -> bool:
    """Whether the row above the headings names groups of columns (not the title of the sheet)."""
    texts = {text for text in above if text}
    if len(texts) < 2 or _data_like(above) or any(":" in text or "：" in text for text in texts):
        return False
    merged = [left for (top, left) in spans if top == number]
    return bool(merged) or any(upper and upper == lower for upper, lower in zip(above, row, strict=False))


def _continues(
    rows: Sequence[tuple[str, ...]], number: int, spans: dict[tuple[int, int], int], catalogue: Catalogue
) -> bool:
    """Whether the last of `rows` is one more line of the headings above it."""
    row, upper = rows[-1], rows[-2]
    texts = [(column, text) for column, text in enumerate(row) if text]
    if not texts or _data_like(row) or any(len(text) > 40 for _, text in texts):
        return False
    covered = {
        column
        for (top, left), right in spans.items()
        if number - len(rows) < top < number
        for column in range(left, right + 1)
    }
    below_group = blank_above = 0
    for column, text in texts:
        over = upper[column] if column < len(upper) else ""
        if over == text:
            continue
        if column in covered:
            below_group += 1
        elif not over:
            blank_above += 1
        elif catalogue.exact(text) is None and catalogue.exact(over + text) is None:
            return False
    if below_group:
        return True
    blank_first = not (row[0] if row else "") or (bool(upper) and row[0] == upper[0])
    return blank_first and bool(blank_above) and _filled(row) < _filled(upper) + blank_above


def _columns(
    rows: list[tuple[str, ...]], first: int, last: int, sheet: Sheet, spans: dict[tuple[int, int], int]
) -> tuple[tuple[str, ...], ...]:
    width = max((len(row) for row in sheet.head), default=0)
    lines: list[list[str]] = [[] for _ in range(max(width, sheet.columns))]
    for number in range(first, last + 1):
        carried, until, from_merge = "", -1, False
        for column in range(len(lines)):
            text = rows[number][column] if column < len(rows[number]) else ""
            if text:
                right = spans.get((number, column), -1)
                carried, until, from_merge = text, right, right >= 0
            elif column > until and (from_merge or number == last or not _below(rows, number, last, column)):
                carried = ""
            if carried and (not lines[column] or lines[column][-1] != carried):
                lines[column].append(carried)
    return tuple(tuple(each) for each in lines)


def _below(rows: list[tuple[str, ...]], number: int, last: int, column: int) -> bool:
    """Whether a heading stands in this column on a lower line."""
    return any(column < len(rows[lower]) and rows[lower][column] for lower in range(number + 1, last + 1))


def _above(rows: list[tuple[str, ...]], first: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for row in rows[:first] for text in row if text))


class RowSorter:
    """Tells data rows from everything else. Holds the headings and which columns name a row."""

    def __init__(self, heading: Heading, keys: frozenset[int], ignored: frozenset[int], mapped: frozenset[int]) -> None:
        self._heading = {
            column: heading_key(lines[-1]) for column, lines in enumerate(heading.columns) if lines and lines[-1]
        }
        self._keys = keys
        self._ignored = ignored
        self._mapped = mapped

    def kind(self, row: Sequence[Cell]) -> tuple[RowKind, str]:
        """The kind of a row; for sections and notes also their text."""
        filled = [(column, cell) for column, cell in enumerate(row) if cell != "" and column not in self._ignored]
        if not filled or not any(cell.__class__ is not str or cell.strip() for _, cell in filled):
            first = next((cell for cell in row if cell.__class__ is str and cell.strip()), "")
            text = str(first).strip()
            if _NOTE.match(text):
                return "note", text
            return ("section", text) if _HAN.search(text) else ("blank", "")
        first_cell = next(cell for cell in row if cell != "")
        text = first_cell.strip() if isinstance(first_cell, str) else ""
        if text and self._repeats_heading(filled):
            return "heading", text
        if text and _NOTE.match(text) and self._is_note(filled, text):
            return "note", text
        values = {cell for _, cell in filled}
        if len(values) == 1 and len(self._mapped) >= 3 and isinstance(filled[0][1], str):
            only = filled[0][1].strip()
            if len(filled) > 1 or filled[0][0] not in self._keys or len(only) > 4:
                return ("note" if len(only) > 40 or _NOTE.match(only) else "section"), only
        return "data", ""

    def _repeats_heading(self, filled: list[tuple[int, Cell]]) -> bool:
        same = sum(
            1
            for column, cell in filled
            if cell.__class__ is str and heading_key(str(cell)) == self._heading.get(column)
        )
        return same >= 2 and same * 2 >= len(filled)

    def _is_note(self, filled: list[tuple[int, Cell]], text: str) -> bool:
        """合计 and the like are notes when nothing else in the row could name somebody."""
        if len(text) <= 4 and re.match(r"合计|总计|小计|共计|累计", text):
            return True
        named = [cell for column, cell in filled if column in self._keys and cell != text]
        dates = [cell for _, cell in filled if isinstance(cell, date)]
        return not named or (len(filled) <= 3 and not dates)

"""Writing tables: .xlsx in constant memory and .csv, every text inert, identity numbers as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dangjian.foundation.tabular.inert import inert_csv, is_dangerous
from dangjian.foundation.tabular.normalise.outcome import cell_text

Value = str | int | float | Decimal | bool | date | datetime | None

_LONGEST = 32_767
_EXACT = 10**15
"""Numbers from here on lose digits in a spreadsheet: they are written as text."""
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
ERROR_COLOUR, WARNING_COLOUR, HEAD_COLOUR = "#FFC7C7", "#FFE8B3", "#E5E6EB"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column to write: heading, width in signs, values of its drop-down list, remark at the heading, needed."""

    title: str
    width: int = 14
    choices: tuple[str, ...] = ()
    note: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class CellMark:
    """A mark on one cell of a row: column from 0, comment ("" for none), colour."""

    column: int
    text: str
    colour: str = WARNING_COLOUR


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row some of whose cells are marked."""

    values: Sequence[Value]
    marks: Sequence[CellMark]


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet to write: name, columns, rows (an iterator is enough), a line above the headings."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Value] | MarkedRow] = ()
    title: str = ""
    blank_rows: int = 0
    """Further rows that are prepared as text with drop-down lists (templates)."""
    hidden: bool = False


@dataclass
class _Formats:
    book: Workbook
    made: dict[tuple[str, ...], Format] = field(default_factory=dict)

    def get(self, kind: str, colour: str = "") -> Format:
        """A cell format: text, quoted, date, number, head, title, wrapped; with a colour for marked cells."""
        key = (kind, colour)
        if key not in self.made:
            properties: dict[str, Any] = dict(_STYLES[kind])
            if colour:
                properties |= {"bg_color": colour, "pattern": 1}
            self.made[key] = self.book.add_format(properties)
        return self.made[key]


_STYLES: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@"},
    "quoted": {"num_format": "@", "quote_prefix": True},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "number": {},
    "head": {
        "bold": True,
        "bg_color": HEAD_COLOUR,
        "border": 1,
        "text_wrap": True,
        "valign": "vcenter",
        "num_format": "@",
    },
    "needed": {
        "bold": True,
        "bg_color": HEAD_COLOUR,
        "border": 1,
        "text_wrap": True,
        "valign": "vcenter",
        "num_format": "@",
        "font_color": "#C7161E",
    },
    "mark": {"font_color": "#8A919F", "italic": True, "num_format": "@"},
    "title": {"bold": True, "font_size": 14, "num_format": "@"},
    "wrapped": {"text_wrap": True, "valign": "top", "num_format": "@"},
}


def write_workbook(
    target: Path | io.BytesIO, sheets: Sequence[TableSheet], *, title: str = "", author: str = "", mark: str = ""
) -> None:
    """Write sheets into an .xlsx file. Memory does not grow with the number of rows.

    `mark` (who, when) stands above each sheet's headings and on every printed page.
    """
    book = xlsxwriter.Workbook(target if isinstance(target, io.BytesIO) else str(target), _OPTIONS)
    book.set_properties({"title": title, "author": author})
    formats = _Formats(book)
    lists: list[tuple[str, ...]] = []
    for sheet in sheets:
        _write_sheet(book, formats, sheet, lists, mark)
    _write_lists(book, lists)
    book.close()


def write_csv(target: TextIO, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Value]]) -> None:
    """Write a text table (the caller opens the file as utf-8-sig with newline=""). All cells are quoted and inert."""
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([inert_csv(column.title) for column in columns])
    for row in rows:
        writer.writerow(["" if value is None else inert_csv(cell_text(_plain(value))) for value in row])


def _plain(value: Value) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _write_sheet(book: Workbook, formats: _Formats, sheet: TableSheet, lists: list[tuple[str, ...]], mark: str) -> None:
    page = book.add_worksheet(sheet.name[:31])
    if sheet.hidden:
        page.hide()
    first = 0
    if sheet.title:
        _write(page, formats, 0, 0, sheet.title, "", "title")
        first = 1
    if mark:
        _write(page, formats, first, 0, mark, "", "mark")
        page.set_header("&C" + mark.replace("&", "&&")[:200])
        page.set_footer("&C" + mark.replace("&", "&&")[:180] + "　第 &P 页")
        first += 1
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width, formats.get("text"))
    for index, column in enumerate(sheet.columns):
        _write(page, formats, first, index, column.title, "", "needed" if column.required else "head")
        if column.note:
            page.write_comment(first, index, column.note, {"x_scale": 2})
    page.freeze_panes(first + 1, 1 if len(sheet.columns) > 3 else 0)
    last = _write_rows(page, formats, sheet, first + 1)
    if sheet.blank_rows:
        _add_lists(page, sheet, first + 1, first + sheet.blank_rows, lists)
    elif sheet.columns and last > first + 1:
        page.autofilter(first, 0, last - 1, len(sheet.columns) - 1)


def _write_rows(page: Worksheet, formats: _Formats, sheet: TableSheet, first: int) -> int:
    """Write the data rows; returns the row after the last."""
    number = first
    for row in sheet.rows:
        marked: dict[int, CellMark] = {}
        values: Sequence[Value]
        if isinstance(row, MarkedRow):
            marked, values = {mark.column: mark for mark in row.marks}, row.values
        else:
            values = row
        for column, value in enumerate(values):
            mark = marked.get(column)
            _write(page, formats, number, column, value, mark.colour if mark else "")
        for column, mark in marked.items():
            if column >= len(values):
                page.write_blank(number, column, None, formats.get("text", mark.colour))
            if mark.text:
                page.write_comment(number, column, mark.text, {"x_scale": 2})
        number += 1
    return number


def _write(
    page: Worksheet, formats: _Formats, row: int, column: int, value: Value, colour: str = "", kind: str = ""
) -> None:
    if value is None or value == "":
        if colour:
            page.write_blank(row, column, None, formats.get("text", colour))
    elif isinstance(value, bool):
        page.write_string(row, column, "是" if value else "否", formats.get(kind or "text", colour))
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value.replace(tzinfo=None), formats.get("moment", colour))
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats.get("date", colour))
    elif isinstance(value, (int, float, Decimal)) and -_EXACT < value < _EXACT:
        page.write_number(row, column, value, formats.get(kind or "number", colour))
    else:
        text = str(value)[:_LONGEST]
        usual = "quoted" if is_dangerous(text) else "text"
        page.write_string(row, column, text, formats.get(kind or usual, colour))


def _add_lists(page: Worksheet, sheet: TableSheet, first: int, last: int, lists: list[tuple[str, ...]]) -> None:
    for index, column in enumerate(sheet.columns):
        if column.choices:
            if column.choices not in lists:
                lists.append(column.choices)
            letter = xlsxwriter.utility.xl_col_to_name(lists.index(column.choices))
            page.data_validation(
                first,
                index,
                last,
                index,
                {
                    "validate": "list",
                    "source": f"=选项!${letter}$1:${letter}${len(column.choices)}",
                    "error_type": "warning",
                    "error_title": "请核对",
                    "error_message": "建议从下拉列表中选择。",
                },
            )


def _write_lists(book: Workbook, lists: list[tuple[str, ...]]) -> None:
    """The values of drop-down lists on a hidden sheet: a list inside a cell may only have 255 signs."""
    if not lists:
        return
    page = book.add_worksheet("选项")
    page.hide()
    for number in range(max(map(len, lists))):
        for column, values in enumerate(lists):
            if number < len(values):
                page.write_string(number, column, values[number])

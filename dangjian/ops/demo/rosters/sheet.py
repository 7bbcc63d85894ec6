"""A sheet as offices make them: any value in any cell, merged headings, and the file written with the same bytes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

Value = str | int | float | date | None
"""A number stays a number and a date an Excel date; everything else is text."""

_CREATED: Final = datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a fixed moment keeps the bytes the same


@dataclass
class Merge:
    """Cells merged into one, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Sheet:
    """Rows of one worksheet. `heads` are the rows that hold headings (shaded), `formulas` the cells that compute."""

    name: str
    rows: list[list[Value]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    heads: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    width: float = 14


def headings(text: str) -> list[Value]:
    """A heading line from words with blanks between them."""
    return list(text.split())


def xlsx_bytes(sheets: list[Sheet]) -> bytes:
    """The workbook; the same sheets give the same bytes."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _CREATED, "author": "华岳示范集团（演示）", "comments": "演示数据，均为虚构"})
        formats = {
            "text": book.add_format({"border": 1, "num_format": "@"}),
            "number": book.add_format({"border": 1}),
            "date": book.add_format({"border": 1, "num_format": "yyyy/m/d"}),
            "head": book.add_format(
                {"border": 1, "bold": True, "align": "center", "bg_color": "#E7E6E6", "text_wrap": True}
            ),
            "title": book.add_format({"bold": True, "align": "center", "font_size": 16}),
        }
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats)
    return target.getvalue()


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.set_column(0, max((len(row) for row in sheet.rows), default=1), sheet.width)
    for number, row in enumerate(sheet.rows):
        style = "head" if number in sheet.heads else "title" if number in sheet.titles else "text"
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(number, column, value, formats[style])
            elif isinstance(value, date):
                page.write_datetime(number, column, value, formats["date"])
            elif value is not None:
                page.write_number(number, column, value, formats["number"])
    for merge in sheet.merges:
        top = sheet.rows[merge.first_row][merge.first_column]
        style = "head" if merge.first_row in sheet.heads else "title"
        place = (merge.first_row, merge.first_column, merge.last_row, merge.last_column)
        page.merge_range(*place, "" if top is None else str(top), formats[style])
    for (number, column), formula in sheet.formulas.items():
        page.write_formula(number, column, formula, formats["number"], 0)


def csv_bytes(sheet: Sheet, encoding: str) -> bytes:
    """The sheet as CSV with Windows line ends, as Excel saves it."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    for row in sheet.rows:
        writer.writerow(["" if value is None else value for value in row])
    return target.getvalue().encode(encoding)

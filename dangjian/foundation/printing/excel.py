"""Documents as Excel workbooks: one sheet with the running text, one sheet for each table."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

import xlsxwriter

from dangjian.foundation.printing.document import (
    Block,
    Cell,
    Column,
    Contents,
    Document,
    Heading,
    KeyValues,
    ListBlock,
    PageBreak,
    Paragraph,
    Photos,
    Signatures,
    Span,
    Table,
    TitlePage,
    cell_text,
    printable,
)

_SHEET_SIGNS: Final = re.compile(r"[\[\]:*?/\\\n]")
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_CELL_LIMIT: Final = 32_767
_DIGITS_EXACT: Final = 10**15


def render_excel(document: Document) -> bytes:
    """The document as .xlsx, written row by row in constant memory.

    Numbers and dates stay numbers and dates; text is always stored as text, so that nothing in it is computed.
    Pictures are named, not included.
    """
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": printable(document.title), "author": printable(document.author)})
        book.set_properties({"created": document.printed_at.replace(tzinfo=None)})
        _Writer(book, document).write()
    return target.getvalue()


def inert(text: str) -> str:
    """Text that stays text when the sheet is saved as CSV and opened again: formula signs get an apostrophe."""
    if text.startswith(_FORMULA_SIGNS) and not _is_plain_number(text):
        return "'" + text
    return text


def sheet_names(wanted: list[str]) -> list[str]:
    """Sheet names that Excel accepts: no forbidden signs, at most 31 signs, no two alike."""
    taken: set[str] = set()
    names: list[str] = []
    for title in wanted:
        base = _SHEET_SIGNS.sub(" ", printable(title)).strip(" '")[:31].strip(" '") or "表"
        name, number = base, 1
        while name.lower() in taken or name.lower() == "history":
            number += 1
            name = f"{base[: 31 - len(str(number)) - 1]}_{number}"
        taken.add(name.lower())
        names.append(name)
    return names


def _is_plain_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?%?", text) is not None


@dataclass(frozen=True)
class _Formats:
    title: Any
    heading: Any
    label: Any
    text: Any
    centre: Any
    right: Any
    bold: Any
    day: Any
    moment: Any
    plain: Any

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> _Formats:
        box = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": "宋体", "font_size": 10.5}
        head = {**box, "bold": True, "align": "center", "bg_color": "#F2F3F5"}
        return cls(
            title=book.add_format({"bold": True, "font_size": 16, "font_name": "宋体"}),
            heading=book.add_format({"bold": True, "font_size": 12, "font_name": "黑体"}),
            label=book.add_format(head),
            text=book.add_format(box),
            centre=book.add_format({**box, "align": "center"}),
            right=book.add_format({**box, "align": "right"}),
            bold=book.add_format({**box, "bold": True}),
            day=book.add_format({**box, "align": "center", "num_format": "yyyy-mm-dd"}),
            moment=book.add_format({**box, "align": "center", "num_format": "yyyy-mm-dd hh:mm"}),
            plain=book.add_format({"text_wrap": True, "valign": "top", "font_name": "宋体", "font_size": 10.5}),
        )


class _Writer:
    """Holds the open workbook; rows are only ever appended, as constant memory demands."""

    def __init__(self, book: xlsxwriter.Workbook, document: Document) -> None:
        self._formats = _Formats.of(book)
        self._document = document
        tables = document.tables()
        has_text = any(not isinstance(b, Table | PageBreak) for s in document.sections for b in s.blocks)
        wanted = [table.sheet or table.caption or "表" for table in tables]
        names = sheet_names(["正文", *wanted] if has_text or not tables else wanted)
        self._text_sheet = book.add_worksheet(names.pop(0)) if len(names) > len(tables) else None
        self._sheets = [(name, book.add_worksheet(name)) for name in names]
        self._row = 0

    def write(self) -> None:
        if self._text_sheet is not None:
            self._text_sheet.set_column(0, 0, 24)
            self._text_sheet.set_column(1, 1, 90)
            self._line(self._document.title, style=self._formats.title)
            if self._document.mark:
                self._line(self._document.mark)
        number = 0
        landscape = [s.landscape for s in self._document.sections for b in s.blocks if isinstance(b, Table)]
        for block in (b for s in self._document.sections for b in s.blocks):
            if isinstance(block, Table):
                name, sheet = self._sheets[number]
                _write_table(sheet, block, self._formats, landscape=landscape[number])
                self._line(f"（见工作表“{name}”）")
                number += 1
            else:
                self._text_block(block)

    def _line(self, *texts: str, style: Any = None) -> None:
        if self._text_sheet is None:
            return
        for column, text in enumerate(texts):
            self._text_sheet.write_string(self._row, column, _stored(text), style or self._formats.plain)
        self._row += 1

    def _text_block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._row += 1
            self._line(block.text, style=self._formats.heading)
            return
        for label, text in _labelled(block):
            self._line(label, text)


def _labelled(block: Block) -> list[tuple[str, str]]:
    """The words of a block as lines of label and text."""
    match block:
        case TitlePage():
            lines = [*block.facts, ("", block.organisation), ("", block.issued), ("", block.remark)]
            return [line for line in lines if line[1]]
        case Paragraph():
            return [("", _joined(block.spans))]
        case ListBlock():
            signs = [f"{n}. " if block.ordered else "• " for n in range(1, len(block.items) + 1)]
            return [("", sign + _joined(item)) for sign, item in zip(signs, block.items, strict=True)]
        case KeyValues():
            return [(fact.label, cell_text(fact.value)) for fact in block.facts]
        case Photos():
            return [("照片", photo.caption) for photo in block.items]
        case Signatures():
            return list(block.lines)
        case Heading() | Contents() | PageBreak() | Table():
            return []


def _write_table(sheet: Any, table: Table, formats: _Formats, *, landscape: bool) -> None:
    total = sum(column.width for column in table.columns)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, max(6.0, min(60.0, column.width / total * (150 if landscape else 100))))
    row = 0
    if table.caption:
        sheet.write_string(0, 0, _stored(table.caption), formats.title)
        row = 1
    heads = _write_heads(sheet, row, table.columns, formats)
    row += heads
    sheet.freeze_panes(row, 0)
    sheet.repeat_rows(row - heads, row - 1)
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    totals_from = len(table.rows) - table.total_rows
    for index, values in enumerate(table.rows):
        for number, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            _write_cell(sheet, row, number, value, column, formats, is_total=index >= totals_from)
        row += 1
    if not table.rows and table.empty_text:
        sheet.write_string(row, 0, _stored(table.empty_text), formats.plain)


def _write_heads(sheet: Any, row: int, columns: tuple[Column, ...], formats: _Formats) -> int:
    """Writes the heading lines and says how many; only cells of one line are merged, as constant memory demands."""
    if not any(column.group for column in columns):
        for number, column in enumerate(columns):
            sheet.write_string(row, number, _stored(column.title), formats.label)
        return 1
    first = 0
    for _, run in groupby(enumerate(columns), key=lambda entry: entry[1].group or entry[0]):
        width = len(list(run))
        column = columns[first]
        if width > 1:
            sheet.merge_range(row, first, row, first + width - 1, _stored(column.group), formats.label)
        else:
            sheet.write_string(row, first, _stored(column.group or column.title), formats.label)
        first += width
    for number, column in enumerate(columns):
        sheet.write_string(row + 1, number, _stored(column.title if column.group else ""), formats.label)
    return 2


def _write_cell(
    sheet: Any, row: int, number: int, value: Cell, column: Column, formats: _Formats, *, is_total: bool
) -> None:
    aligned = {"left": formats.text, "centre": formats.centre, "right": formats.right}[column.align]
    style = formats.bold if is_total else aligned
    if value is None or value == "":
        sheet.write_blank(row, number, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, number, cell_text(value), formats.centre)
    elif isinstance(value, (int, Decimal)) and -_DIGITS_EXACT < value < _DIGITS_EXACT:
        sheet.write_number(row, number, value, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, number, value.replace(tzinfo=None), formats.moment)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, number, value, formats.day)
    else:
        sheet.write_string(row, number, _stored(cell_text(value)), style)


def _stored(text: str) -> str:
    return inert(printable(text))[:_CELL_LIMIT]


def _joined(spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)

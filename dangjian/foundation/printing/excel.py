"""Documents as Excel workbooks: one sheet with the running text, one sheet for each table."""

from __future__ import annotations

import io
import re
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
from dangjian.foundation.tabular.inert import is_dangerous

_SHEET_SIGNS: Final = re.compile(r"[\[\]:*?/\\\n]")
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
        book.set_properties(
            {"created": document.printed_at.replace(tzinfo=None), "comments": printable(document.foot())}
        )
        _Writer(book, document).write()
    return target.getvalue()


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


_BOX: Final = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": "宋体", "font_size": 10.5}
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16, "font_name": "宋体"},
    "heading": {"bold": True, "font_size": 12, "font_name": "黑体"},
    "plain": {"text_wrap": True, "valign": "top", "font_name": "宋体", "font_size": 10.5},
    "label": {**_BOX, "bold": True, "align": "center", "bg_color": "#F2F3F5"},
    "left": _BOX,
    "centre": {**_BOX, "align": "center"},
    "right": {**_BOX, "align": "right"},
    "bold": {**_BOX, "bold": True},
    "day": {**_BOX, "align": "center", "num_format": "yyyy-mm-dd"},
    "moment": {**_BOX, "align": "center", "num_format": "yyyy-mm-dd hh:mm"},
}


class _Formats:
    """Cell formats by name; `quoted` ones mark a text that a program might otherwise read as a formula."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}

    def get(self, style: str, *, quoted: bool = False) -> Any:
        if (style, quoted) not in self._made:
            properties = {**_STYLES[style], "quote_prefix": True} if quoted else _STYLES[style]
            self._made[style, quoted] = self._book.add_format(properties)
        return self._made[style, quoted]

    def put(self, sheet: Any, row: int, column: int, text: str, style: str) -> None:
        """Writes text as text."""
        shown = printable(text)[:_CELL_LIMIT]
        sheet.write_string(row, column, shown, self.get(style, quoted=is_dangerous(shown)))


class _Writer:
    """Holds the open workbook; rows are only ever appended, as constant memory demands."""

    def __init__(self, book: xlsxwriter.Workbook, document: Document) -> None:
        self._formats = _Formats(book)
        self._document = document
        tables = [table for table in document.tables() if not table.inline]
        has_text = any(not _has_sheet(b) and not isinstance(b, PageBreak) for s in document.sections for b in s.blocks)
        wanted = [table.sheet or table.caption or "表" for table in tables]
        names = sheet_names(["正文", *wanted] if has_text or not tables else wanted)
        self._text_sheet = book.add_worksheet(names.pop(0)) if len(names) > len(tables) else None
        self._sheets = [(name, book.add_worksheet(name)) for name in names]
        self._row = 0

    def write(self) -> None:
        if self._text_sheet is not None:
            self._text_sheet.set_column(0, 0, 24)
            self._text_sheet.set_column(1, 1, 90)
            self._line(self._document.title, style="title")
            if self._document.mark:
                self._line(self._document.mark)
        if foot := printable(self._document.foot()).replace("&", "&&"):
            for sheet in (self._text_sheet, *(sheet for _, sheet in self._sheets)):
                if sheet is not None:
                    sheet.set_footer(f"&C&P&R&8 {foot}")
        number = 0
        landscape = [s.landscape for s in self._document.sections for b in s.blocks if _has_sheet(b)]
        for block in (b for s in self._document.sections for b in s.blocks):
            if isinstance(block, Table) and not block.inline:
                name, sheet = self._sheets[number]
                _write_table(sheet, block, self._formats, landscape=landscape[number])
                self._line(f"（见工作表“{name}”）")
                number += 1
            else:
                self._text_block(block)

    def _line(self, *texts: str, style: str = "plain") -> None:
        if self._text_sheet is None:
            return
        for column, text in enumerate(texts):
            self._formats.put(self._text_sheet, self._row, column, text, style)
        self._row += 1

    def _text_block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._row += 1
            self._line(block.text, style="heading")
            return
        for label, text in _labelled(block):
            self._line(label, text)


def _has_sheet(block: Block) -> bool:
    return isinstance(block, Table) and not block.inline


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
        case Table():
            rows = [[column.title for column in block.columns], *([cell_text(v) for v in row] for row in block.rows)]
            return [(block.caption if number == 0 else "", "　".join(row)) for number, row in enumerate(rows)]
        case Heading() | Contents() | PageBreak():
            return []


def _write_table(sheet: Any, table: Table, formats: _Formats, *, landscape: bool) -> None:
    total = sum(column.width for column in table.columns)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, max(6.0, min(60.0, column.width / total * (150 if landscape else 100))))
    row = 0
    if table.caption:
        formats.put(sheet, 0, 0, table.caption, "title")
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
        formats.put(sheet, row, 0, table.empty_text, "plain")


def _write_heads(sheet: Any, row: int, columns: tuple[Column, ...], formats: _Formats) -> int:
    """Writes the heading lines and says how many; only cells of one line are merged, as constant memory demands."""
    if not any(column.group for column in columns):
        for number, column in enumerate(columns):
            formats.put(sheet, row, number, column.title, "label")
        return 1
    first = 0
    for _, run in groupby(enumerate(columns), key=lambda entry: entry[1].group or entry[0]):
        width = len(list(run))
        column = columns[first]
        if width > 1:
            sheet.merge_range(row, first, row, first + width - 1, "", formats.get("label"))
            formats.put(sheet, row, first, column.group, "label")
        else:
            formats.put(sheet, row, first, column.group or column.title, "label")
        first += width
    for number, column in enumerate(columns):
        formats.put(sheet, row + 1, number, column.title if column.group else "", "label")
    return 2


def _write_cell(
    sheet: Any, row: int, number: int, value: Cell, column: Column, formats: _Formats, *, is_total: bool
) -> None:
    style = "bold" if is_total else column.align
    if value is None or value == "":
        sheet.write_blank(row, number, None, formats.get(style))
    elif isinstance(value, bool):
        sheet.write_string(row, number, cell_text(value), formats.get("centre"))
    elif isinstance(value, (int, Decimal)) and -_DIGITS_EXACT < value < _DIGITS_EXACT:
        sheet.write_number(row, number, value, formats.get(style))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, number, value.replace(tzinfo=None), formats.get("moment"))
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, number, value, formats.get("day"))
    else:
        formats.put(sheet, row, number, cell_text(value), style)


def _joined(spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)

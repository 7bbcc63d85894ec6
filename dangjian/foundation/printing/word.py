"""Documents as Word files (.docx), for offices that go on editing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Final

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as WordSection
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from dangjian.foundation.printing.document import (
    Block,
    Contents,
    Document,
    Heading,
    KeyValues,
    ListBlock,
    PageBreak,
    Paragraph,
    Photos,
    Section,
    Signatures,
    Span,
    Table,
    TitlePage,
    cell_text,
    printable,
)
from dangjian.foundation.printing.pdf import small_picture

TITLE_FACE: Final = "方正小标宋简体"
HEADING_FACE: Final = "黑体"
SUBHEADING_FACE: Final = "楷体"
BODY_FACE: Final = "仿宋"
TABLE_FACE: Final = "宋体"
"""The faces official papers ask for; a reader's computer replaces what it does not have."""

_LATIN: Final = "Times New Roman"
_ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_MARGINS: Final = {"top": 3.0, "bottom": 2.8, "left": 2.7, "right": 2.5}
_SHORT, _LONG = 21.0, 29.7
_RED: Final = RGBColor(0xC7, 0x16, 0x1E)
_SOFT: Final = RGBColor(0x5F, 0x66, 0x72)


def render_word(document: Document) -> bytes:
    """The document as a .docx file with East-Asian faces, repeating table headings, page numbers and contents field.

    Raises BadInput `printing.photo.unreadable`. The same document gives the same text; the bytes may differ.
    """
    return _Writer(document).write()


class _Writer:
    """Holds the open file while blocks are appended to it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._file: WordFile = docx.Document()
        self._text_width = _SHORT - _MARGINS["left"] - _MARGINS["right"]
        self._is_empty = True

    def write(self) -> bytes:
        properties = self._file.core_properties
        properties.title, properties.author = printable(self._document.title)[:255], printable(self._document.author)
        properties.comments = ""
        properties.created = properties.modified = self._document.printed_at
        _set_styles(self._file)
        for number, section in enumerate(self._document.sections):
            self._open_section(section, first=number == 0)
            for block in section.blocks:
                self._append(block)
                self._is_empty = False
        target = io.BytesIO()
        self._file.save(target)
        return target.getvalue()

    def _open_section(self, section: Section, *, first: bool) -> None:
        opened = self._file.sections[0] if first else self._file.add_section()
        width, height = (_LONG, _SHORT) if section.landscape else (_SHORT, _LONG)
        opened.orientation = WD_ORIENT.LANDSCAPE if section.landscape else WD_ORIENT.PORTRAIT
        opened.page_width, opened.page_height = Cm(width), Cm(height)
        opened.top_margin, opened.bottom_margin = Cm(_MARGINS["top"]), Cm(_MARGINS["bottom"])
        opened.left_margin, opened.right_margin = Cm(_MARGINS["left"]), Cm(_MARGINS["right"])
        self._text_width = width - _MARGINS["left"] - _MARGINS["right"]
        self._is_empty = True
        if first:
            opened.different_first_page_header_footer = any(isinstance(b, TitlePage) for b in section.blocks)
            self._header_and_footer(opened)
            if opened.different_first_page_header_footer:
                self._maker(opened.first_page_footer.paragraphs[0])

    def _header_and_footer(self, section: WordSection) -> None:
        header = section.header.paragraphs[0]
        shown = "　".join(printable(part) for part in (self._document.header, self._document.mark) if part)
        _face(header.add_run(shown), TABLE_FACE, 9, colour=_SOFT)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _face(footer.add_run("— "), TABLE_FACE, 10.5)
        _field(footer, "PAGE", "1")
        _face(footer.add_run(" —"), TABLE_FACE, 10.5)
        if self._document.made_by:
            self._maker(section.footer.add_paragraph())

    def _maker(self, paragraph: WordParagraph) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _face(paragraph.add_run(printable(self._document.foot())), TABLE_FACE, 8, colour=_SOFT)

    def _append(self, block: Block) -> None:
        writers: dict[type, Callable[[Any], None]] = {
            TitlePage: self._title_page,
            Contents: self._contents,
            Heading: self._heading,
            Paragraph: self._paragraph,
            ListBlock: self._list,
            KeyValues: self._key_values,
            Table: self._table,
            Photos: self._photos,
            Signatures: self._signatures,
            PageBreak: lambda _: self._break_page(),
        }
        writers[type(block)](block)

    def _line(self, text: str, face: str, size: float, *, align: str = "centre", before: float = 0) -> WordParagraph:
        paragraph = self._file.add_paragraph()
        paragraph.alignment = _ALIGN[align]
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.first_line_indent = Pt(0)
        _face(paragraph.add_run(printable(text)), face, size)
        return paragraph

    def _title_page(self, block: TitlePage) -> None:
        title = self._line(block.title, TITLE_FACE, 34, before=120)
        _face(title.runs[0], TITLE_FACE, 34, bold=True, colour=_RED)
        self._line(block.subtitle, SUBHEADING_FACE, 18, before=12)
        for number, (label, value) in enumerate(block.facts):
            self._line(f"{label}：{value}", BODY_FACE, 15, before=120 if number == 0 else 8)
        self._line(block.organisation, BODY_FACE, 16, before=120)
        self._line(block.issued, BODY_FACE, 14)
        if block.remark:
            self._line(block.remark, TABLE_FACE, 10, before=12)
        self._break_page()

    def _contents(self, block: Contents) -> None:
        self._line(block.title, TITLE_FACE, 20)
        titles = [
            b.text for s in self._document.sections for b in s.blocks if isinstance(b, Heading) and b.level <= 2
        ]  # fmt: skip
        paragraph = self._file.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(0)
        _field(paragraph, 'TOC \\o "1-2" \\h \\z \\u', "\n".join(printable(title) for title in titles), dirty=True)

    def _heading(self, block: Heading) -> None:
        if block.new_page and not self._is_empty:
            self._break_page()
        self._file.add_heading(printable(block.text), block.level)

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self._file.add_paragraph()
        paragraph.alignment = _ALIGN[block.align]
        indented = block.indent and not block.note
        paragraph.paragraph_format.first_line_indent = Pt(28 if indented else 0)
        for span in block.spans:
            _face(
                _span_run(paragraph, span),
                TABLE_FACE if block.note else BODY_FACE,
                10 if block.note else 14,
                bold=span.bold,
                colour=_SOFT if block.note else None,
            )

    def _list(self, block: ListBlock) -> None:
        for number, item in enumerate(block.items, start=1):
            paragraph = self._file.add_paragraph()
            paragraph.paragraph_format.left_indent = Pt(42)
            paragraph.paragraph_format.first_line_indent = Pt(-14)
            _face(paragraph.add_run(f"{number}. " if block.ordered else "• "), BODY_FACE, 14)
            for span in item:
                _face(_span_run(paragraph, span), BODY_FACE, 14, bold=span.bold)

    def _key_values(self, block: KeyValues) -> None:
        lines: list[list[tuple[str, str, bool]]] = [[]]
        for fact in block.facts:
            if fact.wide or len(lines[-1]) == block.per_line or any(wide for _, _, wide in lines[-1]):
                lines.append([])
            lines[-1].append((fact.label, cell_text(fact.value), fact.wide))
        filled = [line for line in lines if line]
        if not filled:
            return
        label_width = 2.6
        value_width = self._text_width / block.per_line - label_width
        grid = self._grid(len(filled), [label_width, value_width] * block.per_line)
        for row, line in zip(grid, filled, strict=True):
            for place, (label, value, wide) in enumerate(line):
                _fill(row[place * 2], label, face=HEADING_FACE, align="centre", shaded=True)
                target = row[place * 2 + 1]
                if wide or (place == len(line) - 1 and len(line) < block.per_line):
                    target = target.merge(row[-1])
                _fill(target, value)
        self._gap()

    def _table(self, block: Table) -> None:
        if block.caption:
            self._line(block.caption, HEADING_FACE, 11, before=8).paragraph_format.keep_with_next = True
        grouped = any(column.group for column in block.columns)
        heads = 2 if grouped else 1
        total = sum(column.width for column in block.columns)
        widths = [self._text_width * column.width / total for column in block.columns]
        rows = block.rows or ((block.empty_text, *([""] * (len(block.columns) - 1))),)
        size = 10.5 if len(block.columns) <= 10 else 9
        grid = self._grid(heads + len(rows), widths, repeated=heads)
        _fill_heads(grid[:heads], block)
        totals_from = len(rows) - (block.total_rows if block.rows else 0)
        for index, row in enumerate(rows):
            for column, cell, value in zip(block.columns, grid[heads + index], row, strict=True):
                _fill(cell, cell_text(value), align=column.align, size=size, bold=index >= totals_from)
        if not block.rows:
            grid[heads][0].merge(grid[heads][-1])
        self._gap()

    def _grid(self, rows: int, widths: list[float], *, repeated: int = 0) -> list[list[_Cell]]:
        """A table of empty cells; read once into lists, because the library searches the tree at every access."""
        table = self._file.add_table(rows=rows, cols=len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        cells: list[list[_Cell]] = []
        for number, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001  the library has no public way
            properties.append(OxmlElement("w:cantSplit"))
            if number < repeated:
                properties.append(OxmlElement("w:tblHeader"))
            line = [_Cell(element, table) for element in row._tr.tc_lst]  # noqa: SLF001  the library has no public way
            for cell, width in zip(line, widths, strict=True):
                cell.width = Cm(width)
            cells.append(line)
        return cells

    def _photos(self, block: Photos) -> None:
        width = self._text_width / block.columns
        lines = [block.items[start : start + block.columns] for start in range(0, len(block.items), block.columns)]
        table = self._file.add_table(rows=len(lines), cols=block.columns)
        for row, line in zip(table.rows, lines, strict=True):
            for cell, photo in zip(row.cells, line, strict=False):
                paragraph = cell.paragraphs[0]
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.first_line_indent = Pt(0)
                paragraph.add_run().add_picture(io.BytesIO(small_picture(photo.data)), width=Cm(width - 0.6))
                caption = cell.add_paragraph()
                caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
                _face(caption.add_run(printable(photo.caption)), TABLE_FACE, 10, colour=_SOFT)
        self._gap()

    def _signatures(self, block: Signatures) -> None:
        paragraph = self._line("", BODY_FACE, 12, align="left", before=20)
        for label, name in block.lines:
            _face(
                paragraph.add_run(f"{printable(label)}：{printable(name) or '　　　　　　'}　　　　　"), BODY_FACE, 12
            )
        if block.dated:
            self._line("年　　月　　日", BODY_FACE, 12, align="right")

    def _gap(self) -> None:
        self._line("", BODY_FACE, 6)

    def _break_page(self) -> None:
        self._file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _fill_heads(heads: list[list[_Cell]], block: Table) -> None:
    size = 10.5 if len(block.columns) <= 10 else 9
    place = 0
    while place < len(block.columns):
        column = block.columns[place]
        end = place
        if column.group:
            while end + 1 < len(block.columns) and block.columns[end + 1].group == column.group:
                end += 1
            upper = heads[0][place] if end == place else heads[0][place].merge(heads[0][end])
            _fill(upper, column.group, face=HEADING_FACE, size=size, align="centre", shaded=True)
            for inner in range(place, end + 1):
                title = block.columns[inner].title
                _fill(heads[1][inner], title, face=HEADING_FACE, size=size, align="centre", shaded=True)
        else:
            cell = heads[0][place] if len(heads) == 1 else heads[0][place].merge(heads[1][place])
            _fill(cell, column.title, face=HEADING_FACE, size=size, align="centre", shaded=True)
        place = end + 1


def _fill(
    cell: _Cell,
    text: str,
    *,
    face: str = TABLE_FACE,
    size: float = 10.5,
    align: str = "left",
    bold: bool = False,
    shaded: bool = False,
) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    if text:
        _face(paragraph.add_run(printable(text)), face, size, bold=bold)
    if shaded:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:color"), "auto")
        shade.set(qn("w:fill"), "F2F3F5")
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  the library has no public way


def _span_run(paragraph: WordParagraph, span: Span) -> Run:
    run = paragraph.add_run(printable(span.text))
    run.italic, run.underline = span.italic or None, span.underline or None
    return run


def _face(run: Run, face: str, size: float, *, bold: bool = False, colour: RGBColor | None = None) -> None:
    """Sets the face for Chinese and Latin signs; without `eastAsia` Word takes its own default for Chinese."""
    run.font.name = _LATIN
    run.font.size = Pt(size)
    run.font.bold = bold or None
    if colour is not None:
        run.font.color.rgb = colour
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _field(paragraph: WordParagraph, code: str, shown: str, *, dirty: bool = False) -> None:
    """A field that the reader's program computes (page number, contents) with the text shown until then."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        _face(run, TABLE_FACE if code == "PAGE" else BODY_FACE, 10.5 if code == "PAGE" else 12)
        if kind == "shown":
            run.text = text
        elif kind:
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
            if dirty and kind == "begin":
                sign.set(qn("w:dirty"), "true")
            run.element.append(sign)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run.element.append(instruction)


def _set_styles(file: WordFile) -> None:
    faces = {
        "Normal": (BODY_FACE, 14.0, False),
        "Heading 1": (TITLE_FACE, 20.0, True),
        "Heading 2": (HEADING_FACE, 14.0, False),
        "Heading 3": (SUBHEADING_FACE, 14.0, True),
    }
    for name, (face, size, bold) in faces.items():
        style = file.styles[name]
        style.font.name = _LATIN
        style.font.size = Pt(size)
        style.font.bold = bold
        style.font.color.rgb = RGBColor(0x1F, 0x23, 0x29)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:eastAsia"), face)
    file.styles["Heading 1"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    normal = file.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(4), 1.25

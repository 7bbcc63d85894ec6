"""Rich text of the editors (HTML) as blocks of the neutral document.

The text is sanitised here a second time: what reaches a printed file must not depend on an earlier caller's care.
Kept are paragraphs, headings, lists, tables, line breaks, bold, italic and underline; everything else loses its tags.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import nh3

from dangjian.foundation.printing.document import Block, Column, Heading, ListBlock, Paragraph, Span, Table, printable

_INLINE = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline"}
_PARAGRAPHS = frozenset({"p", "div", "blockquote", "pre", "section"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"td", "th"})
_ALLOWED = frozenset(
    {*_INLINE, *_PARAGRAPHS, *_HEADINGS, *_CELLS, "br", "ul", "ol", "li", "table", "thead", "tbody", "tr"}
)


def rich_text(html: str) -> tuple[Block, ...]:
    """Blocks for a piece of HTML; headings in it become bold paragraphs, so that they stay out of the contents."""
    reader = _Reader()
    reader.feed(nh3.clean(printable(html), tags=set(_ALLOWED), attributes={"*": set()}))
    reader.close()
    reader.flush()
    return tuple(reader.blocks)


def plain_text(html: str) -> str:
    """The words of a piece of HTML, a line for each paragraph, list item or table row."""
    lines: list[str] = []
    for block in rich_text(html):
        match block:
            case Paragraph():
                lines.append(_joined(block.spans))
            case ListBlock():
                lines.extend(_joined(item) for item in block.items)
            case Table():
                lines.extend(" ".join(str(cell) for cell in row if cell) for row in block.rows)
            case Heading():
                lines.append(block.text)
    return "\n".join(lines)


def _joined(spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)


@dataclass
class _List:
    ordered: bool
    items: list[tuple[Span, ...]] = field(default_factory=list)


@dataclass
class _Grid:
    rows: list[list[str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects spans until a block ends; at most one list and one table are open (inner ones are flattened)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._spans: list[Span] = []
        self._depth = {"bold": 0, "italic": 0, "underline": 0}
        self._lists: list[_List] = []
        self._grids: list[_Grid] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INLINE:
            self._depth[_INLINE[tag]] += 1
        elif tag == "br":
            self._spans.append(Span("\n"))
        elif tag in {"ul", "ol"}:
            self.flush()
            self._lists.append(self._lists[0] if self._lists else _List(ordered=tag == "ol"))
        elif tag == "table":
            self.flush()
            self._grids.append(self._grids[0] if self._grids else _Grid())
        elif tag == "tr" and self._grids:
            self._grids[0].rows.append([])
        elif tag in _PARAGRAPHS | _HEADINGS | _CELLS | {"li"}:
            self.flush()
            if tag in _HEADINGS:
                self._depth["bold"] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE:
            self._depth[_INLINE[tag]] = max(0, self._depth[_INLINE[tag]] - 1)
        elif tag in _CELLS and self._grids:
            self._end_cell()
        elif tag in _PARAGRAPHS | _HEADINGS | {"li"}:
            self.flush()
            if tag in _HEADINGS:
                self._depth["bold"] = max(0, self._depth["bold"] - 1)
        elif tag in {"ul", "ol"} and self._lists:
            self._end_list()
        elif tag == "table" and self._grids:
            self._end_table()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split("\n")) if data.strip() else (" " if self._spans and data else "")
        if text:
            self._spans.append(Span(text, *(self._depth[name] > 0 for name in ("bold", "italic", "underline"))))

    def flush(self) -> None:
        """Closes the paragraph, list item or cell text being read."""
        if self._grids:
            return
        spans = _trimmed(self._spans)
        self._spans = []
        if not spans:
            return
        if self._lists:
            self._lists[0].items.append(spans)
        else:
            self.blocks.append(Paragraph(spans))

    def _end_cell(self) -> None:
        if self._grids[0].rows:
            self._grids[0].rows[-1].append(_joined(_trimmed(self._spans)))
        self._spans = []

    def _end_list(self) -> None:
        self.flush()
        ended = self._lists.pop()
        if not self._lists and ended.items:
            self.blocks.append(ListBlock(tuple(ended.items), ended.ordered))

    def _end_table(self) -> None:
        ended = self._grids.pop()
        self._spans = []
        rows = [row for row in ended.rows if any(row)]
        if self._grids or not rows:
            return
        width = max(len(row) for row in rows)
        first, *rest = (tuple(row + [""] * (width - len(row))) for row in rows)
        self.blocks.append(Table(tuple(Column(title) for title in first), tuple(rest), empty_text=""))


def _trimmed(spans: list[Span]) -> tuple[Span, ...]:
    """Spans without blanks at both ends."""
    kept = list(spans)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)

"""The neutral document: what is printed, before anyone decides on PDF, Word or Excel.

A document is a tuple of sections, a section a tuple of blocks. Blocks hold plain text and values only; no text in
them is ever read as markup of the output format. All classes are frozen, so a document can be rendered several times.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from dangjian.kernel.clock import local_time

Align = Literal["left", "centre", "right"]
Cell = str | int | Decimal | date | datetime | bool | None
"""A value in a table; its type decides how Excel stores it, `cell_text` how paper shows it."""

_BIDI_CONTROLS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
_FILE_NAME_SIGNS = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False


@dataclass(frozen=True, slots=True)
class TitlePage:
    """The cover: title, a line below it, labelled facts, the issuing organisation and a remark at the foot."""

    title: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    organisation: str = ""
    issued: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents; lists headings of level 1 and 2."""

    title: str = "目录"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 to 3. Level 1 starts a new page when `new_page` is set."""

    text: str
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body; `note` is the small grey kind below tables."""

    spans: tuple[Span, ...]
    align: Align = "left"
    indent: bool = True
    note: bool = False


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A numbered or bulleted list, one level deep (deeper levels are flattened)."""

    items: tuple[tuple[Span, ...], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value of a key-value table; `wide` values take a line of their own."""

    label: str
    value: Cell
    wide: bool = False


@dataclass(frozen=True, slots=True)
class KeyValues:
    """A key-value table as forms have it, two facts in a line unless `per_line` says otherwise."""

    facts: tuple[Fact, ...]
    per_line: int = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. `width` is a share of the line; neighbours with the same `group` get a common upper heading."""

    title: str
    width: float = 1.0
    align: Align = "left"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A data table. The heading repeats on each page; the last `total_rows` rows are set in bold.

    In Excel it gets a sheet of its own (named `sheet`, else by its caption); a small `inline` one stays in the text.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    sheet: str = ""
    total_rows: int = 0
    empty_text: str = "（本期无记录）"
    inline: bool = False

    def __post_init__(self) -> None:
        wrong = [number for number, row in enumerate(self.rows) if len(row) != len(self.columns)]
        if wrong or not self.columns:
            raise ValueError(f"table {self.caption!r}: rows {wrong[:5]} do not have {len(self.columns)} cells")


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as uploaded (any format the image library reads) with its caption."""

    data: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Photos:
    """Pictures in a grid."""

    items: tuple[Photo, ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on; a label with a name already known prints the name in front of the line."""

    lines: tuple[tuple[str, str], ...]
    dated: bool = True


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Starts a new page."""


Block = TitlePage | Contents | Heading | Paragraph | ListBlock | KeyValues | Table | Photos | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of pages of one orientation."""

    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document to print. `header` stands above each page but the cover, `mark` is a red remark
    beside it ("演示数据"), `printed_at` (aware) goes into the file. `made_by` is who had it made: every page says so
    in its foot (SEC-DATA-08); `formats.render` fills it in."""

    title: str
    sections: tuple[Section, ...]
    printed_at: datetime
    header: str = ""
    author: str = ""
    mark: str = ""
    made_by: str = ""

    def foot(self) -> str:
        """Who had the paper made and when, in local time; nothing where nobody is named."""
        return f"{self.made_by} {local_time(self.printed_at):%Y-%m-%d %H:%M} 打印" if self.made_by else ""

    def tables(self) -> list[Table]:
        """All tables in the order of the document."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Table)]


def text_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Plain text as paragraphs, one for each non-empty line."""
    return tuple(Paragraph((Span(line.strip()),)) for line in text.splitlines() if line.strip())


def cell_text(value: Cell) -> str:
    """A value as paper shows it: dates as 2026-11-21, yes/no as √ and blank, nothing as blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "√" if value else ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def printable(text: str) -> str:
    """Text without what breaks files or deceives readers: control signs, lone surrogates, direction overrides."""
    if text.isascii() and text.isprintable():
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in plain if sign == "\n" or _is_printable(sign))


def _is_printable(sign: str) -> bool:
    code = ord(sign)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not (unicodedata.category(sign) in {"Cc", "Cs"} or is_noncharacter or sign in _BIDI_CONTROLS)


def file_name(parts: Iterable[str], suffix: str) -> str:
    """A download name that every system accepts, at most 120 signs; `suffix` without the dot."""
    stem = "-".join(_FILE_NAME_SIGNS.sub("", printable(part)).replace("\n", "").strip(" .") for part in parts if part)
    return f"{stem[:120].rstrip(' .') or '文件'}.{suffix}"

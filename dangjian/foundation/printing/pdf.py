"""Documents as PDF/A, set by typst.

User text never becomes markup: the fixed template reads it from a JSON file and shows it as strings.
"""

from __future__ import annotations

import io
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from PIL import Image, ImageOps, UnidentifiedImageError

from dangjian.foundation.printing.document import (
    Block,
    Contents,
    Document,
    Heading,
    KeyValues,
    ListBlock,
    PageBreak,
    Paragraph,
    Photo,
    Photos,
    Signatures,
    Span,
    Table,
    TitlePage,
    cell_text,
    printable,
)
from dangjian.foundation.printing.fonts import FontLibrary, font_library
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scratch import scratch_folder

PHOTO_SIDE: Final = 1400
"""Longest side of a printed picture, pixels: 170 mm at 210 dpi."""

_LARGE: Final = 500_000
"""Bytes of a PDF (some thirty pages) after which the engine's memory is cleared."""
_TEMPLATE: Final = Path(__file__).parent / "templates" / "document.typ"
_LONG_RUN: Final = re.compile(r"[!-~]{25,}")
_RUN_PIECE: Final = re.compile(r"([!-~]{12})(?=[!-~])")


def render_pdf(document: Document, *, library: FontLibrary | None = None) -> bytes:
    """The document as PDF/A-2u, or plain PDF when it holds a sign that no font of the machine can show.

    Raises Unavailable `printing.fonts.missing` without Chinese fonts, BadInput `printing.photo.unreadable` for a
    picture that is none. The same document gives the same bytes.
    """
    fonts = library or font_library()
    with scratch_folder("print") as root:
        (root / "data.json").write_text(_as_json(document, fonts, root), encoding="utf-8")
        (root / "main.typ").write_bytes(_template())
        compiler = typst.Compiler(str(root / "main.typ"), root=str(root), font_paths=fonts.fonts)
        stamp = int(document.printed_at.timestamp())
        try:
            made = compiler.compile(format="pdf", pdf_standards="a-2u", timestamp=stamp)
        except typst.TypstError as error:
            if "PDF/A" not in str(error):
                raise
            made = compiler.compile(format="pdf", timestamp=stamp)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single PDF")
    if len(made) > _LARGE:
        _forget_layout()
    return made


def _forget_layout() -> None:
    """Let the typesetting engine drop what it remembers of a large document.

    It keeps intermediate results for ten further compilations, about 1 MB a page; empty ones cost a millisecond each.
    """
    empty = typst.Compiler(b" ", font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False))
    for _ in range(11):
        empty.compile(b" ", format="pdf")


def small_picture(data: bytes) -> bytes:
    """A picture turned upright, shrunk to `PHOTO_SIDE`, without its metadata (place, device), as JPEG.

    Raises BadInput `printing.photo.unreadable`.
    """
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInput("printing.photo.unreadable", "照片无法读取，请换一张 JPG 或 PNG 图片。") from error
    upright.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    target = io.BytesIO()
    upright.save(target, "JPEG", quality=82)
    return target.getvalue()


@lru_cache(maxsize=1)
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _as_json(document: Document, fonts: FontLibrary, root: Path) -> str:
    pictures = _PictureFolder(root)
    data = {
        "title": printable(document.title),
        "author": printable(document.author),
        "header": printable(document.header),
        "mark": printable(document.mark),
        "foot": printable(document.foot()),
        "faces": {
            "title": fonts.faces.title,
            "heading": fonts.faces.heading,
            "subheading": fonts.faces.subheading,
            "body": fonts.faces.body,
            "table": fonts.faces.table,
        },
        "sections": [
            {"landscape": section.landscape, "blocks": [_block(block, pictures) for block in section.blocks]}
            for section in document.sections
        ],
    }
    return json.dumps(data, ensure_ascii=False)


class _PictureFolder:
    """Writes pictures beside the template and names them by number."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._count = 0

    def add(self, photo: Photo) -> dict[str, str]:
        self._count += 1
        name = f"picture{self._count}.jpg"
        (self._root / name).write_bytes(small_picture(photo.data))
        return {"file": name, "caption": printable(photo.caption)}


def _block(block: Block, pictures: _PictureFolder) -> dict[str, Any]:
    match block:
        case TitlePage():
            return {
                "kind": "title_page",
                "title": printable(block.title),
                "subtitle": printable(block.subtitle),
                "facts": [[printable(label), _breakable(value)] for label, value in block.facts],
                "organisation": printable(block.organisation),
                "issued": printable(block.issued),
                "remark": printable(block.remark),
            }
        case Contents():
            return {"kind": "contents", "title": printable(block.title)}
        case Heading():
            return {
                "kind": "heading", "text": printable(block.text), "level": block.level, "new_page": block.new_page,
            }  # fmt: skip
        case Paragraph():
            return {
                "kind": "paragraph",
                "spans": _spans(block.spans),
                "align": block.align,
                "indent": block.indent,
                "note": block.note,
            }
        case ListBlock():
            return {"kind": "list", "ordered": block.ordered, "items": [_spans(item) for item in block.items]}
        case KeyValues():
            facts = [
                {"label": printable(fact.label), "value": _breakable(cell_text(fact.value)), "wide": fact.wide}
                for fact in block.facts
            ]
            # A short form stays on one page; a long one must be allowed to break, or it would run off the paper.
            is_short = sum(len(cell_text(fact.value)) + 20 for fact in block.facts) < 900
            return {"kind": "key_values", "per_line": block.per_line, "facts": facts, "breakable": not is_short}
        case Table():
            return _table(block)
        case Photos():
            return {"kind": "photos", "columns": block.columns, "items": [pictures.add(item) for item in block.items]}
        case Signatures():
            signed = [[printable(label), printable(name)] for label, name in block.lines]
            return {"kind": "signatures", "lines": signed, "dated": block.dated}
        case PageBreak():
            return {"kind": "page_break"}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": printable(table.caption),
        "empty_text": printable(table.empty_text),
        "total_rows": table.total_rows,
        "size": 10.5 if len(table.columns) <= 10 else 9,
        "columns": [
            {"title": printable(c.title), "width": c.width, "align": c.align, "group": printable(c.group)}
            for c in table.columns
        ],
        "rows": [[_breakable(cell_text(value)) for value in row] for row in table.rows],
    }


def _spans(spans: tuple[Span, ...]) -> list[dict[str, Any]]:
    return [
        {"text": _breakable(span.text), "bold": span.bold, "italic": span.italic, "underline": span.underline}
        for span in spans
    ]


def _breakable(text: str) -> str:
    """Printable text in which very long runs of Latin signs may break, so that they cannot leave their cell."""
    return _LONG_RUN.sub(lambda run: _RUN_PIECE.sub("\\1\u200b", run.group()), printable(text))

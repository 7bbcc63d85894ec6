"""The formats a document can be had in."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum

import pikepdf
from django.http import HttpResponse

from dangjian.foundation.printing.document import Contents, Document, Section, file_name
from dangjian.foundation.printing.excel import render_excel
from dangjian.foundation.printing.pdf import render_pdf
from dangjian.foundation.printing.word import render_word
from dangjian.kernel.actor import actor_or_none
from dangjian.kernel.files.names import disposition
from dangjian.kernel.files.purposes import KINDS


class PrintFormat(StrEnum):
    """A format by the extension of its files."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"

    @property
    def word(self) -> str:
        """What people call it."""
        return {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}[self.value]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file ready to be saved or sent."""

    name: str
    data: bytes
    content_type: str


_RENDERERS: dict[PrintFormat, Callable[[Document], bytes]] = {
    PrintFormat.PDF: render_pdf,
    PrintFormat.WORD: render_word,
    PrintFormat.EXCEL: render_excel,
}


def render(document: Document, file_format: PrintFormat, *, made_by: str = "") -> Rendered:
    """The document in a format, with a name from header and title. Slow: call it outside transactions.

    Each page names in its foot who had it made: the acting person, or `made_by` where the system works for somebody.

    Raises Unavailable `printing.fonts.missing`, BadInput `printing.photo.unreadable`.
    """
    name = file_name((document.header, document.title), file_format)
    data = _RENDERERS[file_format](_named(document, made_by))
    return Rendered(name, data, KINDS[file_format].content_type)


def _named(document: Document, made_by: str) -> Document:
    actor = actor_or_none()
    acting = actor.name if actor is not None and actor.kind == "person" else ""
    return replace(document, made_by=made_by or document.made_by or acting)


def render_set(documents: tuple[Document, ...], file_format: PrintFormat, *, made_by: str = "") -> Rendered:
    """Several documents in one file, named after the first.

    As PDF each is set by itself and then joined, so that a thousand pages need no more memory than the longest of them;
    each keeps its own contents and page numbers. As Word and Excel they become one document.
    """
    first = documents[0]
    if len(documents) == 1 or file_format is not PrintFormat.PDF:
        return render(_joined(documents), file_format, made_by=made_by)
    name = file_name((first.header, first.title), file_format)
    named = tuple(_named(document, made_by) for document in documents)
    return Rendered(name, _joined_pdf(named), KINDS[file_format].content_type)


def _joined(documents: tuple[Document, ...]) -> Document:
    """One document of all sections; contents of the later ones are left out, since they would list everything."""
    sections = list(documents[0].sections)
    for document in documents[1:]:
        for section in document.sections:
            blocks = tuple(block for block in section.blocks if not isinstance(block, Contents))
            sections.append(Section(blocks, section.landscape))
    return replace(documents[0], sections=tuple(sections))


def _joined_pdf(documents: tuple[Document, ...]) -> bytes:
    """The PDFs one after the other, with a bookmark for each. The whole is no longer announced as PDF/A."""
    target = io.BytesIO()
    with ExitStack() as opened:
        whole = opened.enter_context(pikepdf.new())
        with whole.open_outline() as outline:
            for document in documents:
                part = opened.enter_context(pikepdf.open(io.BytesIO(render_pdf(document))))
                outline.root.append(pikepdf.OutlineItem(document.header or document.title, len(whole.pages)))
                whole.pages.extend(part.pages)
        whole.docinfo["/Title"] = documents[0].title
        whole.docinfo["/Author"] = documents[0].author
        whole.save(target, deterministic_id=True)
    return target.getvalue()


def file_answer(rendered: Rendered) -> HttpResponse:
    """An HTTP answer that saves the file; sensitive, so no cache keeps it."""
    response = HttpResponse(rendered.data, content_type=rendered.content_type)
    response["Content-Disposition"] = disposition(rendered.name, inline=rendered.content_type == "application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response

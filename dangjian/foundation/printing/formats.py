"""The formats a document can be had in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpResponse

from dangjian.foundation.printing.document import Document, file_name
from dangjian.foundation.printing.excel import render_excel
from dangjian.foundation.printing.pdf import render_pdf
from dangjian.foundation.printing.word import render_word
from dangjian.kernel.files.names import disposition
from dangjian.kernel.files.purposes import KINDS


class PrintFormat(StrEnum):
    """A format by the extension of its files."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"


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


def render(document: Document, file_format: PrintFormat) -> Rendered:
    """The document in a format, with a name from header and title. Slow: call it outside transactions.

    Raises Unavailable `printing.fonts.missing`, BadInput `printing.photo.unreadable`.
    """
    name = file_name((document.header, document.title), file_format)
    return Rendered(name, _RENDERERS[file_format](document), KINDS[file_format].content_type)


def file_answer(rendered: Rendered) -> HttpResponse:
    """An HTTP answer that saves the file; sensitive, so no cache keeps it."""
    response = HttpResponse(rendered.data, content_type=rendered.content_type)
    response["Content-Disposition"] = disposition(rendered.name, inline=rendered.content_type == "application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response

"""Printing at once: build, render, and write down that it was printed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.foundation.printing.commands import note_print
from dangjian.foundation.printing.document import Document
from dangjian.foundation.printing.formats import PrintFormat, Rendered, render
from dangjian.work.handbooks.printouts.handbook import branch_handbook
from dangjian.work.handbooks.printouts.ledger import attendance_document


def print_handbook(*, organisation_id: UUID, year: int, file_format: PrintFormat) -> Rendered:
    """The handbook of one branch as a file (a hundred pages take about a second). Raises as `branch_handbook`."""
    return _printed(branch_handbook(organisation_id=organisation_id, year=year), file_format)


def print_ledger(*, organisation_id: UUID, since: date, until: date, kind: str, file_format: PrintFormat) -> Rendered:
    """The attendance ledger of one organisation as a file. Raises as `attendance_document`."""
    document = attendance_document(organisation_id=organisation_id, since=since, until=until, kind=kind)
    return _printed(document, file_format)


def _printed(document: Document, file_format: PrintFormat) -> Rendered:
    # Rendering takes long and stands between the reading and the short writing, outside any transaction.
    rendered = render(document, file_format)
    note_print(title=rendered.name)
    return rendered

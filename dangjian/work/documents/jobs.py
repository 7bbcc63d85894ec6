"""Handing a document to everybody it is for."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.jobs import JobContext, job
from dangjian.work.documents.commands import distribute


@job("work.documents.distribute")
def hand_out(ctx: JobContext, *, document_id: str) -> None:
    """Write the receipts, tell people and put the document on their lists. May run twice."""
    distribute(document_id=UUID(document_id))

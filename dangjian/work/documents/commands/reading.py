"""Saying that one has read."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.duties.commands import close_todo
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotFound
from dangjian.work.documents.commands.following import SOURCE
from dangjian.work.documents.models import Document, Receipt
from dangjian.work.documents.permissions import READ_DOCUMENT
from dangjian.work.documents.rules import State


@command(READ_DOCUMENT)
def read_document(unit: Unit, *, document_id: UUID) -> Receipt:
    """Note that the acting person has read a document that was sent to them; the first time counts.

    Raises NotFound when it was not sent to them, Conflict when it was withdrawn.
    """
    rows = Receipt.objects.select_for_update().filter(document_id=document_id, person_id=unit.actor.person_id)
    row: Receipt | None = rows.first()
    if row is None:
        raise NotFound()
    document: Document = Document.objects.unscoped("a document that was sent to the acting person").get(pk=document_id)
    if document.state == State.WITHDRAWN:
        raise Conflict("documents.read.withdrawn", "文件已被撤回，不用再阅读。")
    if row.read_at is not None:
        return row
    close_todo(
        source=SOURCE,
        source_ref=str(document_id),
        person_id=unit.actor.person_id,
        done_by=unit.actor.person_id,
        done_by_name=unit.actor.name,
    )
    return unit.update(row, read_at=unit.now)

"""What documents tell the layers below: their attachments and who may read them."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.files import DOCUMENTS, IMAGES, MEGABYTE, Purpose, register_purpose
from dangjian.work.documents.permissions import SEND_DOCUMENT


def _may_read(document_id: UUID) -> bool:
    """Whoever may see the document."""
    from dangjian.work.documents.queries import can_see_document  # the queries need the models first

    return can_see_document(document_id=document_id)


ATTACHMENT = register_purpose(
    Purpose(
        code="work.documents.attachment",
        title="公文附件",
        kinds=(*DOCUMENTS, *IMAGES),
        may_read=_may_read,
        max_bytes=30 * MEGABYTE,
        max_count=20,
        upload=SEND_DOCUMENT,
    )
)

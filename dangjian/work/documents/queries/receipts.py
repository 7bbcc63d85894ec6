"""Who has read a document and who has not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.work.documents.models import Receipt
from dangjian.work.documents.permissions import VIEW_DOCUMENT
from dangjian.work.documents.queries.loading.visible import visible_document
from dangjian.work.documents.rules import State

MOST_PLACES = 500


@query(VIEW_DOCUMENT)
def reading_by_organisation(*, document_id: UUID) -> list[dict[str, Any]]:
    """How many have read in each organisation, in the order of the tree. Raises NotFound."""
    rows = _receipts(document_id).values("target_id", "target__org_name", "org_path")
    counted = rows.annotate(told=Count("id"), read=Count("id", filter=Q(read_at__isnull=False)))
    return [
        {"target_id": row["target_id"], "org_name": row["target__org_name"], "told": row["told"], "read": row["read"]}
        for row in counted.order_by("org_path")[:MOST_PLACES]
    ]


@query(VIEW_DOCUMENT)
def list_readers(
    *, document_id: UUID, page: PageRequest, target_id: UUID | None = None, unread_only: bool = False
) -> dict[str, Any]:
    """People whom a document reached, those who have not read first. Raises NotFound."""
    rows = _receipts(document_id)
    if target_id is not None:
        rows = rows.filter(target_id=target_id)
    if unread_only:
        rows = rows.filter(read_at=None)
    return paginate(
        rows.select_related("target"),
        page,
        order=("org_path", "person_name", "id"),
        show=lambda row: {
            "id": row.pk, "person_name": row.person_name, "org_name": row.target.org_name, "read_at": row.read_at,
        },
    )  # fmt: skip


def _receipts(document_id: UUID) -> QuerySet[Receipt]:
    """All of them for whoever looks after the sender, else those in one's own places. Raises NotFound."""
    seen = visible_document(document_id)
    if seen.document.state == State.DRAFT:
        raise NotFound()
    rows: QuerySet[Receipt] = (
        Receipt.objects.unscoped("the readers of a document of one's own") if seen.is_senders else Receipt.objects.all()
    )
    return rows.filter(document_id=document_id)

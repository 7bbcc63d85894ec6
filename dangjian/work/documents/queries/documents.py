"""Lists of documents, and one document."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.files import files_of
from dangjian.kernel.files.api import show_file
from dangjian.kernel.files.purposes import purpose_of
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.work.documents.models import Document, Receipt, Target
from dangjian.work.documents.permissions import READ_DOCUMENT, VIEW_DOCUMENT
from dangjian.work.documents.queries.loading.visible import Seen, own_drafts, visible_document
from dangjian.work.documents.rules import State

ATTACHMENT = "work.documents.attachment"
_COLUMNS = ("kind", "title", "org_name", "number", "is_urgent", "read_by", "state", "sent_at")


@query(VIEW_DOCUMENT)
def list_sent(*, page: PageRequest, kind: str = "", state: str = "", text: str = "") -> dict[str, Any]:
    """What one's places have sent, latest first, or their drafts. Two statements: the page, and how many have read."""
    rows = Document.objects.exclude(state=State.DRAFT)
    if state == State.DRAFT:
        rows = Document.objects.filter(own_drafts(), state=State.DRAFT)
    if state and state != State.DRAFT:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(number__icontains=text))
    order = ("-created_at", "-id") if state == State.DRAFT else ("-sent_at", "-id")
    found = paginate(rows, page, order=order, show=_listed)
    counts = _reading([item["id"] for item in found["items"]])
    found["items"] = [item | counts.get(item["id"], {"told": 0, "read": 0}) for item in found["items"]]
    return found


@query(VIEW_DOCUMENT)
def list_received(*, page: PageRequest, kind: str = "", text: str = "") -> dict[str, Any]:
    """What was sent to one's places, latest first, one line a place. One statement."""
    rows = Target.objects.select_related("document").exclude(document__state=State.DRAFT)
    if kind:
        rows = rows.filter(document__kind=kind)
    if text:
        rows = rows.filter(Q(document__title__icontains=text) | Q(document__number__icontains=text))
    return paginate(
        rows, page, order=("-sent_at", "-id"), show=lambda row: _listed(row.document) | {"received_by": row.org_name}
    )


@query(READ_DOCUMENT)
def list_mine(*, page: PageRequest, unread_only: bool = False) -> dict[str, Any]:
    """What was sent to oneself, latest first. One statement."""
    rows = Receipt.objects.filter(person_id=current_actor().person_id).select_related("document")
    if unread_only:
        rows = rows.filter(read_at=None, document__state=State.SENT)
    return paginate(
        rows, page, order=("-sent_at", "-id"), show=lambda row: _listed(row.document) | {"read_at": row.read_at}
    )


@query(READ_DOCUMENT)
def get_document(*, document_id: UUID) -> dict[str, Any]:
    """One document as far as the acting person may see it. Raises NotFound."""
    seen = visible_document(document_id)
    row = seen.document
    body = row.body if seen.shows_body else ""
    files = files_of(purpose=purpose_of(ATTACHMENT), owner_ids=[row.pk]).get(row.pk, []) if seen.shows_body else []
    following = Document.objects.unscoped("what replaced a document that may be seen").filter(
        supersedes=row, state__in=[State.SENT, State.SUPERSEDED, State.WITHDRAWN]
    )
    newer = following.order_by("-sent_at").first()
    return (
        _listed(row)
        | {
            "version": row.version,
            "organisation_id": row.organisation_id,
            "body": body,
            "audience": row.audience,
            "word": row.word,
            "with_below": row.with_below,
            "targets": _chosen(row) if seen.is_senders else [],
            "drafter_name": row.drafter_name,
            "sent_by_name": row.sent_by_name,
            "is_distributed": row.distributed_at is not None,
            "ended_at": row.ended_at,
            "end_reason": row.end_reason,
            "urged_at": row.urged_at,
            "supersedes": _named(row.supersedes),
            "superseded_by": _named(newer),
            "files": [show_file(file) for file in files],
            "may_send": seen.may_send,
            "is_senders": seen.is_senders,
            "mine": None if seen.mine is None else {"read_at": seen.mine.read_at},
        }
        | _totals(seen)
    )


@query(READ_DOCUMENT)
def can_see_document(*, document_id: UUID) -> bool:
    """Whether the acting person may read a document, and with it its attachments. Raises NotFound."""
    return visible_document(document_id).shows_body


def _totals(seen: Seen) -> dict[str, int]:
    if not seen.is_senders:
        return {"told": 0, "read": 0}
    return _reading([seen.document.pk]).get(seen.document.pk, {"told": 0, "read": 0})


def _reading(ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """How many each document reached and how many have read it."""
    rows = Receipt.objects.unscoped("numbers of readers of documents of one's own").filter(document_id__in=ids)
    counts = (
        rows.order_by()
        .values("document_id")
        .annotate(told=Count("id"), read=Count("id", filter=Q(read_at__isnull=False)))
    )
    return {row["document_id"]: {"told": row["told"], "read": row["read"]} for row in counts}


def _chosen(row: Document) -> list[dict[str, Any]]:
    places = Organisation.objects.unscoped("names of the places that a document of one's own goes to")
    found = places.filter(pk__in=row.chosen).order_by("org_path")
    return [{"id": place.pk, "name": place.short_name} for place in found]


def _named(row: Document | None) -> dict[str, Any] | None:
    return None if row is None else {"id": row.pk, "title": row.title, "number": row.number}


def _listed(row: Document) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS} | {"id": row.pk}

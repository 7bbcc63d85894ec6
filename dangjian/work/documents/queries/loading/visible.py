"""Who may see a document: those who look after its sender or a place that it went to, and its readers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from dangjian.kernel.actor import current_actor
from dangjian.kernel.errors import NotFound
from dangjian.kernel.scope import scope_for
from dangjian.work.documents.models import Document, Receipt, Target
from dangjian.work.documents.permissions import SEND_DOCUMENT, VIEW_DOCUMENT
from dangjian.work.documents.rules import Kind, State


@dataclass(frozen=True, slots=True)
class Seen:
    """A document and as what the acting person sees it."""

    document: Document
    mine: Receipt | None
    is_senders: bool
    """They look after the organisation that sent it."""
    may_send: bool

    @property
    def shows_body(self) -> bool:
        """What was withdrawn is shown to its senders only."""
        return self.is_senders or self.document.state != State.WITHDRAWN


def visible_document(document_id: UUID) -> Seen:
    """A document that the acting person may see. Raises NotFound. A draft is nobody's but its senders'."""
    actor = current_actor()
    rows = Document.objects.unscoped("readers see what was sent to them wherever it came from; decided below")
    found: Document | None = rows.filter(pk=document_id).select_related("supersedes").first()
    if found is None:
        raise NotFound()
    scope = scope_for(actor, VIEW_DOCUMENT)
    looks_after = scope.covers(found.org_path)
    receipts = Receipt.objects.unscoped("one's own receipt").filter(document=found, person_id=actor.person_id)
    mine: Receipt | None = receipts.first() if actor.person_id is not None else None
    if found.state == State.DRAFT and not is_own_draft(found.org_path, found.drafter_id):
        raise NotFound()
    if not looks_after and mine is None:
        reached = Target.objects.unscoped("whether it went to a place of the acting person").filter(document=found)
        if not any(scope.covers(path) for path in reached.values_list("org_path", flat=True)):
            raise NotFound()
    may_send = scope_for(actor, SEND_DOCUMENT).covers(found.org_path)
    # Superiors look after the sender of a report as well: to them it was sent.
    return Seen(found, mine, looks_after and (mine is None or found.kind != Kind.REPORT), may_send)


def is_own_draft(org_path: str, drafter_id: UUID | None) -> bool:
    """Drafts are for those who wrote them and those who hold the right in that very place, not for those above."""
    actor = current_actor()
    exactly = any(place.path == org_path for place in scope_for(actor, SEND_DOCUMENT).places)
    return exactly or (drafter_id is not None and drafter_id == actor.person_id)


def own_drafts() -> Q:
    """The same as a filter."""
    actor = current_actor()
    paths = [place.path for place in scope_for(actor, SEND_DOCUMENT).places]
    return Q(org_path__in=paths) | Q(drafter_id=actor.person_id, drafter_id__isnull=False)

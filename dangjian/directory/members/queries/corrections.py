"""Correction requests: the branch's list, and one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.members.catalogue import title_of
from dangjian.directory.members.models import CorrectionRequest
from dangjian.directory.members.permissions import ASK_CORRECTION, DECIDE_CORRECTION
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate


def _show(row: CorrectionRequest) -> dict[str, Any]:
    return {
        "id": row.id,
        "person_id": row.person_id,
        "person_name": row.person_name,
        "organisation_name": row.person.organisation.short_name,
        "field": row.field,
        "title": title_of(row.field),
        "old_value": row.old_text.reveal() if row.old_text else "",
        "new_value": row.new_text.reveal() if row.new_text else "",
        "reason": row.reason,
        "evidence_file_id": row.evidence_file_id,
        "state": row.state,
        "asked_at": row.asked_at,
        "decided_at": row.decided_at,
        "decided_by": row.decided_by,
        "decision_note": row.decision_note,
    }


@query(DECIDE_CORRECTION)
def list_corrections(*, page: PageRequest, state: str = "pending") -> dict[str, Any]:
    """Requests in the actor's places, newest first."""
    rows = CorrectionRequest.objects.select_related("person__organisation")
    if state:
        rows = rows.filter(state=state)
    return paginate(rows, page, order=("-asked_at", "id"), show=_show)


@query(ASK_CORRECTION)
def my_corrections(*, page: PageRequest) -> dict[str, Any]:
    """One's own requests, newest first."""
    rows = CorrectionRequest.objects.select_related("person__organisation").filter(person_id=current_actor().person_id)
    return paginate(rows, page, order=("-asked_at", "id"), show=_show)


@query(DECIDE_CORRECTION)
def _to_decide(*, correction_id: UUID) -> bool:
    return bool(CorrectionRequest.objects.filter(pk=correction_id).exists())


@query(ASK_CORRECTION)
def _own(*, correction_id: UUID) -> bool:
    return bool(CorrectionRequest.objects.filter(pk=correction_id, person_id=current_actor().person_id).exists())


def can_see_correction(*, correction_id: UUID) -> bool:
    """Whether the acting person asked for the correction or may decide on it: for its file of proof."""
    if current_actor().may(DECIDE_CORRECTION) and _to_decide(correction_id=correction_id):
        return True
    return _own(correction_id=correction_id)

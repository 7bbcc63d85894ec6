"""One's own exports, and those that wait for one's decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.foundation.exports.models import ExportRequest, ExportState
from dangjian.foundation.exports.permissions import APPROVE_EXPORT, FROM_COMMANDS, OWN_EXPORTS
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import current_scope


def show_export(row: ExportRequest) -> dict[str, Any]:
    """An export as the API answers it; the file is at `/api/v1/foundation/exports/{id}/file`."""
    return {
        "id": row.pk,
        "title": row.title,
        "asked_by": row.asked_by,
        "reason": row.reason,
        "columns": row.columns,
        "rows": row.rows,
        "is_sensitive": row.is_sensitive,
        "file_format": row.file_format,
        "state": row.state,
        "state_label": ExportState(row.state).label,
        "is_mine": row.account_id == current_actor().account_id,
        "has_file": row.state == ExportState.DONE,
        "file_size": row.file_size,
        "problem": row.problem,
        "decided_by": row.decided_by,
        "decision_note": row.decision_note,
        "downloads": row.downloads,
        "asked_at": row.created_at,
        "finished_at": row.finished_at,
        "expires_at": row.expires_at,
    }


@query(OWN_EXPORTS)
def my_exports(*, page: PageRequest) -> dict[str, Any]:
    """What the acting person asked for, newest first. One statement."""
    rows = ExportRequest.objects.filter(account_id=current_actor().account_id)
    return paginate(rows, page, order=("-created_at", "-id"), show=show_export)


@query(OWN_EXPORTS)
def my_export(*, export_id: UUID) -> dict[str, Any]:
    """One of them. Raises NotFound for anybody else's."""
    return show_export(ExportRequest.objects.get(pk=export_id, account_id=current_actor().account_id))


@query(APPROVE_EXPORT)
def exports_to_decide(*, page: PageRequest, everything: bool = False) -> dict[str, Any]:
    """What waits for a second person in one's places, or everything asked for there, newest first. One statement."""
    rows = ExportRequest.objects.filter(is_sensitive=True)
    place = current_scope().q("org_path", None)
    if place is not None:
        rows = rows.filter(place)
    if not everything:
        rows = rows.filter(state=ExportState.PENDING)
    return paginate(rows, page, order=("-created_at", "-id"), show=show_export)


@query(FROM_COMMANDS)
def export_to_make(*, export_id: UUID) -> ExportRequest | None:
    """An export that waits to be made; None when it is made already."""
    row: ExportRequest | None = ExportRequest.objects.filter(pk=export_id, state=ExportState.WAITING).first()
    return row

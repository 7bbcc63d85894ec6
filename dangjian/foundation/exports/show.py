"""How an export is told."""

from __future__ import annotations

from typing import Any

from dangjian.foundation.exports.models import ExportRequest, ExportState
from dangjian.kernel.actor import current_actor


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

"""Rows of printing as the API answers them."""

from __future__ import annotations

from typing import Any

from dangjian.foundation.printing.models import PrintRequest, PrintState


def show_print(row: PrintRequest) -> dict[str, Any]:
    """A print for its person; the file is at `/api/v1/kernel/files/{file_id}`."""
    return {
        "id": row.pk,
        "title": row.title,
        "file_format": row.file_format,
        "state": row.state,
        "state_label": PrintState(row.state).label,
        "file_id": row.file_id,
        "file_size": row.file_size,
        "problem": row.problem,
        "asked_at": row.created_at,
        "finished_at": row.finished_at,
    }

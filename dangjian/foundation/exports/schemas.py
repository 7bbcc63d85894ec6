"""The answer of every route that asks for an export."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dangjian.kernel.http import Schema


class ExportOut(Schema):
    """An export asked for."""

    id: UUID
    title: str
    asked_by: str
    reason: str
    columns: str
    rows: int
    is_sensitive: bool
    file_format: str
    state: str
    state_label: str
    is_mine: bool
    has_file: bool
    file_size: int
    problem: str
    decided_by: str
    decision_note: str
    downloads: int
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None

"""What is told of a print, here and where other apps ask for one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dangjian.kernel.http import Schema


class PrintOut(Schema):
    """A document asked for. With `file_id` its content is at `/api/v1/kernel/files/{file_id}?download=true`."""

    id: UUID
    title: str
    file_format: str
    state: str
    state_label: str
    file_id: UUID | None
    file_size: int
    problem: str
    asked_at: datetime
    finished_at: datetime | None

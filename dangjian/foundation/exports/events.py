"""Facts about exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class ApprovalAsked(Event):
    """An export (`aggregate_id`) waits for a second person."""

    name: ClassVar[str] = "foundation.exports.ApprovalAsked"
    version: ClassVar[int] = 1
    aggregate_id: UUID

"""Facts about approvals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class ApprovalRequested(Event):
    """A request (`aggregate_id`) waits for others to agree."""

    name: ClassVar[str] = "foundation.approvals.ApprovalRequested"
    version: ClassVar[int] = 1
    aggregate_id: UUID

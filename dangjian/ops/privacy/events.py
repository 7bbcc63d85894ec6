"""Facts about requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class RequestAsked(Event):
    """Somebody asked something about their data (`aggregate_id`)."""

    name: ClassVar[str] = "ops.privacy.RequestAsked"
    version: ClassVar[int] = 1
    aggregate_id: UUID


@dataclass(frozen=True)
class RequestAnswered(Event):
    """It was met, refused, or taken back."""

    name: ClassVar[str] = "ops.privacy.RequestAnswered"
    version: ClassVar[int] = 1
    aggregate_id: UUID
    state: str

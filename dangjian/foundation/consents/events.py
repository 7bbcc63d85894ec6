"""Facts about notice and consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class NoticePublished(Event):
    """A new version of the notice (`aggregate_id`) holds; consents given under the one before do not count any more."""

    name: ClassVar[str] = "foundation.consents.NoticePublished"
    version: ClassVar[int] = 1
    aggregate_id: UUID
    number: int


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    """A person does not want an optional use any more: what was kept for it alone goes."""

    name: ClassVar[str] = "foundation.consents.ConsentWithdrawn"
    version: ClassVar[int] = 1
    aggregate_id: UUID
    person_id: UUID
    use: str

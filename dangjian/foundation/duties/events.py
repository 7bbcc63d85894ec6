"""Facts about todos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class TodoCompleted(Event):
    """A person said that a thing is done; the app that opened it may react."""

    name: ClassVar[str] = "foundation.duties.TodoCompleted"

    todo_id: UUID
    source: str
    source_ref: str
    person_id: UUID
    note: str

"""Facts of supervised tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class TaskRegistered(Event):
    """A task was set; `source_id` names the resolution, plan item or duty that it comes from."""

    name: ClassVar[str] = "work.tasks.TaskRegistered"

    task_id: UUID
    organisation_id: UUID
    source: str
    source_id: UUID | None


@dataclass(frozen=True)
class TaskMoved(Event):
    """A task changed its state, its holder or its date. `step` is what was done, `entry_id` the line of its trail."""

    name: ClassVar[str] = "work.tasks.TaskMoved"

    task_id: UUID
    entry_id: UUID
    step: str
    state: str


@dataclass(frozen=True)
class TaskUrged(Event):
    """A task was urged; from level 3 on it is listed, and those above are told."""

    name: ClassVar[str] = "work.tasks.TaskUrged"

    task_id: UUID
    entry_id: UUID
    level: int
    due_on: date
    text: str


@dataclass(frozen=True)
class TaskClosed(Event):
    """A task came to its end, done or cancelled."""

    name: ClassVar[str] = "work.tasks.TaskClosed"

    task_id: UUID
    organisation_id: UUID
    source: str
    source_id: UUID | None
    state: str
    closing: str

"""Facts about imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class RosterCommitted(Event):
    """A roster was taken over whole."""

    name: ClassVar[str] = "directory.rosters.RosterCommitted"
    batch_id: UUID
    people_new: int
    people_changed: int
    organisations_new: int
    organisations_changed: int
    posts_new: int = 0
    posts_changed: int = 0


@dataclass(frozen=True)
class RosterUndone(Event):
    """A committed roster was taken back."""

    name: ClassVar[str] = "directory.rosters.RosterUndone"
    batch_id: UUID

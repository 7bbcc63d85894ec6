"""Facts about rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class RoleGranted(Event):
    """Somebody holds a role in a place."""

    name: ClassVar[str] = "directory.grants.RoleGranted"
    grant_id: UUID
    account_id: UUID | None
    person_id: UUID | None
    role: str
    organisation_id: UUID | None
    source: str


@dataclass(frozen=True)
class RoleRevoked(Event):
    """A role was taken back, or ended with the post it came with."""

    name: ClassVar[str] = "directory.grants.RoleRevoked"
    grant_id: UUID
    account_id: UUID | None
    person_id: UUID | None
    role: str
    reason: str

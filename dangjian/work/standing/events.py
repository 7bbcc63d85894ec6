"""Facts about members who are away or out of contact."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class StayChanged(Event):
    """A mobile member's stay began, was answered by a host, or ended."""

    name = "work.standing.StayChanged"
    version = 1
    stay_id: UUID
    person_id: UUID


@dataclass(frozen=True)
class ContactCaseChanged(Event):
    """The case of a member out of contact has come into another state."""

    name = "work.standing.ContactCaseChanged"
    version = 1
    case_id: UUID
    person_id: UUID

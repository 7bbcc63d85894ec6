"""Facts about people that other apps react to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class PersonRegistered(Event):
    """Somebody was put on the register."""

    name = "directory.members.PersonRegistered"
    version = 1
    aggregate_id: UUID
    organisation_id: UUID
    happened_on: date


@dataclass(frozen=True)
class PeopleMoved(Event):
    """People now belong to another branch."""

    name = "directory.members.PeopleMoved"
    version = 1
    aggregate_id: UUID
    person_ids: tuple[UUID, ...]
    happened_on: date


@dataclass(frozen=True)
class PeopleRegrouped(Event):
    """People of a branch (`aggregate_id`) now belong to another cell of it, or to none."""

    name = "directory.members.PeopleRegrouped"
    version = 1
    aggregate_id: UUID
    person_ids: tuple[UUID, ...]
    happened_on: date


@dataclass(frozen=True)
class PersonLeft(Event):
    """Somebody is off the register (transferred out, deceased, struck off …)."""

    name = "directory.members.PersonLeft"
    version = 1
    aggregate_id: UUID
    reason: str
    happened_on: date


@dataclass(frozen=True)
class CorrectionAsked(Event):
    """A member asked to have the own record corrected."""

    name = "directory.members.CorrectionAsked"
    version = 1
    aggregate_id: UUID
    person_id: UUID
    person_name: str
    organisation_id: UUID
    field_title: str


@dataclass(frozen=True)
class CorrectionDecided(Event):
    """The branch decided on a correction."""

    name = "directory.members.CorrectionDecided"
    version = 1
    aggregate_id: UUID
    person_id: UUID
    field_title: str
    approved: bool
    note: str


@dataclass(frozen=True)
class CorrectionWithdrawn(Event):
    """The member took the request back before it was decided."""

    name = "directory.members.CorrectionWithdrawn"
    version = 1
    aggregate_id: UUID
    person_id: UUID


@dataclass(frozen=True)
class PeopleImported(Event):
    """Many people were put on the register at once by an import (`aggregate_id`)."""

    name = "directory.members.PeopleImported"
    version = 1
    aggregate_id: UUID
    count: int
    happened_on: date


@dataclass(frozen=True)
class PeopleWithdrawn(Event):
    """People that an import (`aggregate_id`) had registered were taken back; nothing else had been recorded on them."""

    name = "directory.members.PeopleWithdrawn"
    version = 1
    aggregate_id: UUID
    person_ids: tuple[UUID, ...]

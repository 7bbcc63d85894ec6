"""Facts about organisations that other apps react to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class OrganisationEstablished(Event):
    """A new organisation stands in the tree."""

    name: ClassVar[str] = "directory.organisations.OrganisationEstablished"
    organisation_id: UUID
    parent_id: UUID | None
    org_kind: str
    happened_on: date


@dataclass(frozen=True)
class OrganisationRenamed(Event):
    """An organisation has other names."""

    name: ClassVar[str] = "directory.organisations.OrganisationRenamed"
    organisation_id: UUID
    full_name: str
    short_name: str
    happened_on: date


@dataclass(frozen=True)
class OrganisationUpdated(Event):
    """Details of an organisation changed; `fields` are their names."""

    name: ClassVar[str] = "directory.organisations.OrganisationUpdated"
    organisation_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class OrganisationMoved(Event):
    """An organisation, with everything under it, has another superior; all its paths changed."""

    name: ClassVar[str] = "directory.organisations.OrganisationMoved"
    organisation_id: UUID
    from_parent_id: UUID | None
    to_parent_id: UUID | None
    old_path: str
    new_path: str
    happened_on: date


@dataclass(frozen=True)
class TermBegun(Event):
    """A new leading body is in office."""

    name: ClassVar[str] = "directory.organisations.TermBegun"
    organisation_id: UUID
    term_start: date
    term_end: date


@dataclass(frozen=True)
class TermExtended(Event):
    """The superior approved that the election is held later."""

    name: ClassVar[str] = "directory.organisations.TermExtended"
    organisation_id: UUID
    term_end: date
    extended_until: date


@dataclass(frozen=True)
class TermReminded(Event):
    """An organisation was reminded that its term ends; `step` as in `rules.terms.ReminderStep`."""

    name: ClassVar[str] = "directory.organisations.TermReminded"
    organisation_id: UUID
    reminder_id: UUID
    step: str
    term_end: date


@dataclass(frozen=True)
class OrganisationsMerged(Event):
    """Organisations went up in another one; each of them is dissolved by an event of its own."""

    name: ClassVar[str] = "directory.organisations.OrganisationsMerged"
    organisation_id: UUID
    source_ids: tuple[UUID, ...]
    happened_on: date


@dataclass(frozen=True)
class OrganisationSplit(Event):
    """Others came out of an organisation."""

    name: ClassVar[str] = "directory.organisations.OrganisationSplit"
    organisation_id: UUID
    target_ids: tuple[UUID, ...]
    happened_on: date


@dataclass(frozen=True)
class OrganisationKindChanged(Event):
    """A branch became a general branch, a general branch a committee, or back."""

    name: ClassVar[str] = "directory.organisations.OrganisationKindChanged"
    organisation_id: UUID
    old_kind: str
    new_kind: str
    happened_on: date


@dataclass(frozen=True)
class OrganisationDissolved(Event):
    """An organisation is no more. Its record stays."""

    name: ClassVar[str] = "directory.organisations.OrganisationDissolved"
    organisation_id: UUID
    happened_on: date
    successor_id: UUID | None = None

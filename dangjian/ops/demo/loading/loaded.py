"""What was written so far, by the keys of the invented enterprise."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.directory.organisations.models import Unit as AdministrativeUnit
from dangjian.kernel.clock import ZONE
from dangjian.ops.demo.enterprise.model import Enterprise


@dataclass
class Loaded:
    """Rows by key, and the enterprise they come from."""

    made: Enterprise
    tenant_id: UUID
    units: dict[str, AdministrativeUnit] = field(default_factory=dict)
    orgs: dict[str, Organisation] = field(default_factory=dict)
    cells: dict[tuple[str, int], PartyCell] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def cell(self, org: str, place: int | None) -> PartyCell | None:
        """A cell by its place in the branch."""
        return None if place is None else self.cells[org, place]


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An aware instant of a local wall-clock time."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


def aware(naive: datetime) -> datetime:
    """A local naive time as an instant."""
    return naive.replace(tzinfo=ZONE)

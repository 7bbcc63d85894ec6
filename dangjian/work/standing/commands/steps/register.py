"""What a stay or a decision writes into the register.

Flags are written by the right of whoever keeps the records of the branch; membership by the decision itself.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.commands import register_leaving, restore_person, suspend_person, update_person
from dangjian.directory.members.enums import ChangeReason
from dangjian.directory.members.models import Person
from dangjian.kernel.actor import acting_as, current_actor, system_actor
from dangjian.work.standing.rules.contact import DecisionKind


def _as_system() -> Any:
    return acting_as(system_actor(current_actor().tenant_id, "work.standing"))


def write_flags(person_id: UUID, ref: UUID, on: date, **values: Any) -> None:
    """Bring the flags of a record (away, abroad, out of contact) to what was found out."""
    rows = Person.objects.unscoped("the record of the person that a loaded stay or case is about")
    version = rows.values_list("version", flat=True).get(pk=person_id)
    update_person(
        person_id=person_id,
        expected_version=version,
        values=values,
        effective_on=on,
        source="standing",
        source_ref=str(ref),
    )


def write_decision(person_id: UUID, kind: DecisionKind, on: date, note: str) -> None:
    """Write a decision on membership into the register. Raises Conflict when the register says otherwise."""
    with _as_system():
        if kind is DecisionKind.SUSPEND:
            suspend_person(person_id=person_id, on=on, note=note)
        elif kind is DecisionKind.RESTORE:
            restore_person(person_id=person_id, on=on, note=note)
        elif kind is DecisionKind.STRIKE_OFF:
            register_leaving(person_id=person_id, reason=ChangeReason.SELF_LEFT_STRUCK_OFF, on=on, note=note)

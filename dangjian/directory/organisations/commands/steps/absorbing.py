"""One organisation goes up in another."""

from __future__ import annotations

from datetime import date

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.parts import Paper
from dangjian.directory.organisations.enums import OperationKind
from dangjian.directory.organisations.models import Lineage, Operation, Organisation
from dangjian.kernel.doors import Unit

CARRIED_OVER = frozenset({"members", "cells", "planned_meetings"})
"""What does not keep an organisation from going up in another one: its people move, its cells end, its planned meetings
are cancelled by the app that plans them."""


def absorb(
    unit: Unit, source: Organisation, target: Organisation, operation: Operation, on: date, paper: Paper
) -> None:
    """Move everybody from `source` to `target` and end `source`."""
    people = ports.people_ids(source.pk)
    if people:
        ports.move_people(
            person_ids=people, to_organisation_id=target.pk, on=on, reason="moved", note=f"{source.short_name}并入"
        )
    own = parts.record(
        unit, source, OperationKind.MERGE, on, paper, {"target": target.short_name, "people": len(people)}
    )
    unit.create(Lineage(operation=operation, source=source, target=target))
    parts.end(unit, source, own, on, target.pk)

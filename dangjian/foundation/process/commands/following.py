"""What follows from changes elsewhere: people leave or take over posts, organisations are dissolved."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.process.commands.steps.seating import reseat
from dangjian.foundation.process.commands.steps.working import take
from dangjian.foundation.process.permissions import FROM_SYSTEM
from dangjian.foundation.process.ports import Place, people, place
from dangjian.foundation.process.rules.states import OVER, TO_ACT
from dangjian.kernel.doors import Unit, command

HOPS = 12
"""Organisations that may have taken over one from the other."""


@command(FROM_SYSTEM)
def recheck_holders(unit: Unit, *, case_id: UUID) -> bool:
    """Look again who holds the open steps of a case; whether anything changed. May run twice."""
    work = take(unit, case_id)
    if work.case.state in OVER:
        return False
    waiting = [part for part in work.parts if part.state in TO_ACT]
    here = people([part.person_id for part in waiting])
    leaving = frozenset(part.person_id for part in waiting if part.person_id not in here)
    runs = [run for run in work.open_runs() if work.step(run).holder is not None]
    changed = [reseat(work, run, leaving=leaving) for run in runs]
    if not any(changed):
        return False
    work.finish("recheck")
    return True


def _heir(where: Place) -> Place | None:
    """Who goes on for a dissolved organisation: its successor, or what came after that."""
    found: Place | None = where
    for _ in range(HOPS):
        if found is None or not found.is_dissolved:
            return found
        found = place(found.successor_id) if found.successor_id else None
    return None


@command(FROM_SYSTEM)
def follow_organisation(unit: Unit, *, case_id: UUID, organisation_id: UUID) -> bool:
    """Hand a case on to whoever took over its organisation, and look again who holds it. May run twice."""
    work = take(unit, case_id)
    where = place(organisation_id)
    if work.case.state in OVER or work.case.organisation_id != organisation_id or where is None:
        return False
    if not where.is_dissolved:
        return False
    heir = _heir(where)
    if heir is None:
        return False
    work.record("moved", f"{work.case.organisation_name}已撤销，事项由{heir.name}继续办理。")
    unit.update(
        work.case, organisation_id=heir.organisation_id, organisation_name=heir.name[:80], org_path=heir.org_path
    )
    for run in work.open_runs():
        if work.step(run).holder is not None:
            reseat(work, run)
    work.finish("organisation")
    return True

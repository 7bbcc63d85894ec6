"""Dissolving an organisation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.parts import NO_PAPER, Paper
from dangjian.directory.organisations.enums import OperationKind
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.directory.organisations.permissions import CHANGE_TREE
from dangjian.directory.organisations.ports import Blocker, register_blocker
from dangjian.kernel.doors import Unit, command


@command(CHANGE_TREE)
def dissolve_organisation(
    unit: Unit, *, organisation_id: UUID, expected_version: int, on: date, paper: Paper = NO_PAPER
) -> Organisation:
    """End an organisation on a day; its record and history stay (支部工作条例 第七条).

    Raises Conflict while it has members, organisations or cells under it, or open matters, and names them;
    NotAllowed unless the right covers its superior.
    """
    organisation = parts.load(unit, organisation_id, expected_version=expected_version)
    parts.require_superior(unit, organisation)
    parts.check_date(unit, on, organisation)
    parts.refuse_blocked(organisation)
    operation = parts.record(unit, organisation, OperationKind.DISSOLVE, on, paper)
    parts.end(unit, organisation, operation, on, None)
    return organisation


def _children(organisation_id: UUID) -> Blocker | None:
    rows = Organisation.objects.unscoped("what stands under an organisation keeps it").filter(
        parent_id=organisation_id, dissolved_on=None
    )
    count = rows.count()
    return Blocker("children", count, f"还有 {count} 个下级组织，请先调整或撤销") if count else None


def _cells(organisation_id: UUID) -> Blocker | None:
    rows = PartyCell.objects.unscoped("cells keep their branch").filter(
        organisation_id=organisation_id, dissolved_on=None
    )
    count = rows.count()
    return Blocker("cells", count, f"还有 {count} 个党小组，请先撤销") if count else None


register_blocker("children", _children)
register_blocker("cells", _cells)

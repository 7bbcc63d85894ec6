"""Merging organisations of one kind into one of them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.absorbing import CARRIED_OVER, absorb
from dangjian.directory.organisations.commands.steps.parts import NO_PAPER, Paper
from dangjian.directory.organisations.enums import OperationKind
from dangjian.directory.organisations.events import OrganisationsMerged
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import CHANGE_TREE
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict


@command(CHANGE_TREE)
def merge_organisations(
    unit: Unit, *, source_ids: list[UUID], target_id: UUID, on: date, paper: Paper = NO_PAPER
) -> Organisation:
    """Merge organisations into `target_id`: their people move there with relation and change entry, they themselves
    are dissolved, and the lineage is kept.

    Raises BadInput for different kinds or an impossible date, Conflict while a source has organisations under it or
    open matters (which are named).
    """
    wanted = list(dict.fromkeys(source_ids))
    if target_id in wanted or not wanted:
        raise BadInput(
            "directory.organisation.merge_itself",
            "请选择被合并的党组织，且不能包含合并后的组织自身。",
            field="source_ids",
        )
    target = parts.load(unit, target_id)
    parts.require_superior(unit, target)
    sources = [parts.load(unit, source_id) for source_id in wanted]
    for source in sources:
        parts.require_superior(unit, source)
        if source.org_kind != target.org_kind:
            raise BadInput(
                "directory.organisation.merge_kinds",
                f"“{source.short_name}”与“{target.short_name}”类别不同，不能合并。",
                field="source_ids",
            )
        if parts.active_children(source):
            raise Conflict(
                "directory.organisation.merge_children",
                f"“{source.short_name}”还有下级组织，请先调整其下级的隶属关系。",
            )
        parts.refuse_blocked(source, but=CARRIED_OVER)
    parts.check_date(unit, on, target, *sources)
    operation = parts.record(
        unit, target, OperationKind.MERGE, on, paper, {"sources": [source.short_name for source in sources]}
    )
    for source in sources:
        absorb(unit, source, target, operation, on, paper)
    parts.advance_version(unit, target, operation, on)
    unit.emit(OrganisationsMerged(target.pk, tuple(source.pk for source in sources), on))
    return target

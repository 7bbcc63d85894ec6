"""Giving an organisation, with everything under it, another superior."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.parts import NO_PAPER, Paper
from dangjian.directory.organisations.enums import OperationKind
from dangjian.directory.organisations.events import OrganisationMoved
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import CHANGE_TREE
from dangjian.directory.organisations.rules import kinds
from dangjian.identity.accounts.commands.following import all_grants_changed
from dangjian.kernel import paths
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scope import subtree_q


@command(CHANGE_TREE)
def move_organisation(
    unit: Unit,
    *,
    organisation_id: UUID,
    expected_version: int,
    to_parent_id: UUID,
    on: date,
    paper: Paper = NO_PAPER,
) -> Organisation:
    """Put an organisation and its whole subtree under another superior.

    The actor's right must cover the organisation, its old and its new superior. All rows of the subtree follow
    (paths), and rights that are bound to places in it count there at once.
    Raises BadInput for a circle, a kind that may not stand there, an impossible date or too many levels.
    """
    organisation = parts.load(unit, organisation_id, expected_version=expected_version)
    parts.require_superior(unit, organisation)
    target = parts.load(unit, to_parent_id)
    if kinds.is_circular(organisation.org_path, target.org_path):
        raise BadInput(
            "directory.organisation.circular", "不能把党组织调整到它自己或它的下级之下。", field="to_parent_id"
        )
    if organisation.parent_id == target.pk:
        raise BadInput("directory.organisation.same_parent", "它已隶属于该党组织，无需调整。", field="to_parent_id")
    problem = kinds.kind_problem(organisation.org_kind, target.org_kind, parts.legal_children())
    if problem:
        raise BadInput("directory.organisation.kind", problem, field="to_parent_id")
    parts.check_date(unit, on, organisation)
    parts.check_names(organisation.pk, target, organisation.full_name, organisation.short_name)
    old_path, old_parent_id = organisation.org_path, organisation.parent_id
    new_path = parts.next_path(unit, target)
    if kinds.too_deep(new_path, old_path, _deepest(old_path)):
        raise BadInput("directory.organisation.too_deep", "调整后组织层级超过 20 级，请选择更高的上级。")
    unit.update(organisation, parent=target, effective_on=on)
    paths.rewrite(unit.tenant_id, old_path, new_path)
    organisation.org_path = new_path
    detail = {"old_parent_id": str(old_parent_id), "new_parent_id": str(target.pk)}
    operation = parts.record(unit, organisation, OperationKind.MOVE, on, paper, detail)
    parts.advance_version(unit, organisation, operation, on)
    unit.emit(OrganisationMoved(organisation.pk, old_parent_id, target.pk, old_path, new_path, on))
    all_grants_changed()
    return organisation


def _deepest(path: str) -> str:
    rows = Organisation.objects.unscoped("depth of the subtree that moves").filter(subtree_q("org_path", path))
    deepest: str = max(rows.values_list("org_path", flat=True), key=len)
    return deepest

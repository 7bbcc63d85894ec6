"""Upgrading and downgrading: branch, general branch, committee."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.absorbing import CARRIED_OVER, absorb
from dangjian.directory.organisations.commands.steps.parts import NO_PAPER, NewBranch, Paper
from dangjian.directory.organisations.commands.steps.splitting import bring_out, check_mapping
from dangjian.directory.organisations.enums import BranchKind, OperationKind, OrgKind
from dangjian.directory.organisations.events import OrganisationKindChanged
from dangjian.directory.organisations.models import Operation, Organisation
from dangjian.directory.organisations.permissions import CHANGE_TREE
from dangjian.directory.organisations.rules import kinds, naming
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict

_RANK = {OrgKind.BRANCH: 0, OrgKind.GENERAL_BRANCH: 1, OrgKind.PARTY_COMMITTEE: 2}


@command(CHANGE_TREE)
def change_kind(
    unit: Unit,
    *,
    organisation_id: UUID,
    expected_version: int,
    to_kind: OrgKind,
    on: date,
    short_name: str = "",
    full_name: str = "",
    branches: list[NewBranch] | None = None,
    paper: Paper = NO_PAPER,
) -> Organisation:
    """Upgrade (支部 → 总支 → 党委) or downgrade an organisation (国有企业基层组织工作条例 第四条).

    A branch with members that becomes more needs `branches` with a place for every member, since members belong to
    branches. What becomes a branch takes in the branches under it with their members. Names default to the customary
    ones of the new kind. Raises BadInput for a kind that may not stand there, Conflict for open matters.
    """
    organisation = parts.load(unit, organisation_id, expected_version=expected_version)
    parts.require_superior(unit, organisation)
    parts.check_date(unit, on, organisation)
    old_kind = OrgKind(organisation.org_kind)
    _check_kind(organisation, old_kind, to_kind)
    children = parts.active_children(organisation)
    if to_kind == OrgKind.BRANCH:
        _check_absorbable(children)
    mapped = _check_members(organisation, old_kind, branches or [])
    operation = _change(unit, organisation, to_kind, on, short_name, full_name, paper)
    if mapped:
        for branch in branches or []:
            bring_out(unit, organisation, organisation, branch, operation, on, paper)
    if to_kind == OrgKind.BRANCH:
        for child in children:
            absorb(unit, child, organisation, operation, on, paper)
    unit.emit(OrganisationKindChanged(organisation.pk, old_kind, to_kind, on))
    return organisation


def _check_kind(organisation: Organisation, old_kind: OrgKind, to_kind: OrgKind) -> None:
    if old_kind not in _RANK or to_kind not in _RANK or old_kind == to_kind:
        raise BadInput("directory.organisation.kind", "升格、降格只在党支部、党总支、党委之间进行。", field="to_kind")
    legal = parts.legal_children()
    parent_kind = organisation.parent.org_kind if organisation.parent else None
    problem = kinds.kind_problem(to_kind, parent_kind, legal)
    if not problem and to_kind != OrgKind.BRANCH:
        under = [child.org_kind for child in parts.active_children(organisation)]
        problem = kinds.children_problem(to_kind, under, legal)
    if problem:
        raise BadInput("directory.organisation.kind", problem, field="to_kind")


def _check_absorbable(children: list[Organisation]) -> None:
    for child in children:
        if child.org_kind != OrgKind.BRANCH:
            raise Conflict(
                "directory.organisation.downgrade_children",
                f"“{child.short_name}”不是党支部，降格为党支部前请先调整它的隶属关系。",
            )
        parts.refuse_blocked(child, but=CARRIED_OVER)


def _check_members(organisation: Organisation, old_kind: OrgKind, branches: list[NewBranch]) -> bool:
    """Whether members move into new branches; raises BadInput unless every member has a place."""
    if old_kind != OrgKind.BRANCH:
        if branches:
            raise BadInput("directory.organisation.no_mapping", "只有党支部升格时需要划分党员。", field="branches")
        return False
    everybody = set(ports.people_ids(organisation.pk))
    if not everybody and not branches:
        return False
    if set(check_mapping(organisation, branches)) != everybody:
        raise BadInput(
            "directory.organisation.members_without_branch",
            "升格后每名党员仍须编入一个党支部，请把全部党员划分到下属党支部。",
            field="branches",
        )
    return True


def _change(
    unit: Unit, organisation: Organisation, to_kind: OrgKind, on: date, short_name: str, full_name: str, paper: Paper
) -> Operation:
    old_kind = OrgKind(organisation.org_kind)
    short = short_name or naming.short_name_for(organisation.short_name, to_kind)
    full = full_name or naming.full_name_for(short, to_kind)
    parts.check_names(organisation.pk, organisation.parent, full, short)
    names = {"short_name": short, "full_name": full, **parts.keys_of(short, full)}
    branch_kind = BranchKind.ORDINARY if to_kind == OrgKind.BRANCH else ""
    approves = to_kind == OrgKind.PARTY_COMMITTEE
    unit.update(
        organisation,
        effective_on=on,
        org_kind=to_kind,
        branch_kind=branch_kind,
        can_approve_members=approves,
        **names,
    )
    upwards = _RANK[to_kind] > _RANK[old_kind]
    kind = OperationKind.UPGRADE if upwards else OperationKind.DOWNGRADE
    detail = {"old_kind": old_kind.value, "new_kind": to_kind.value}
    operation = parts.record(unit, organisation, kind, on, paper, detail)
    parts.advance_version(unit, organisation, operation, on)
    return operation

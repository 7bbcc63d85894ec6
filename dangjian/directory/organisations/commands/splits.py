"""Splitting a branch: new branches come out of it, each member has a place."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.parts import NO_PAPER, NewBranch, Paper
from dangjian.directory.organisations.commands.steps.splitting import bring_out, check_mapping
from dangjian.directory.organisations.enums import OperationKind, OrgKind
from dangjian.directory.organisations.events import OrganisationSplit
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import CHANGE_TREE
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput


@command(CHANGE_TREE)
def split_organisation(
    unit: Unit,
    *,
    organisation_id: UUID,
    expected_version: int,
    branches: list[NewBranch],
    on: date,
    paper: Paper = NO_PAPER,
) -> list[Organisation]:
    """Form new branches out of a branch, beside it; who is named moves, who is not stays in the old branch.

    Raises BadInput when somebody is named twice or does not belong to the branch, when nobody would stay, or for an
    impossible date; Conflict for names taken.
    """
    source = parts.load(unit, organisation_id, expected_version=expected_version)
    parts.require_kind(source, OrgKind.BRANCH, "拆分")
    parts.require_superior(unit, source)
    parts.check_date(unit, on, source)
    staying = set(ports.people_ids(source.pk)) - set(check_mapping(source, branches))
    if not staying:
        raise BadInput("directory.organisation.split_nobody_left", "原党支部须保留党员；如全部转出，请改用合并或撤销。")
    parent = parts.load(unit, source.parent_id) if source.parent_id else None
    names = [branch.short_name for branch in branches]
    operation = parts.record(unit, source, OperationKind.SPLIT, on, paper, {"targets": names})
    made = [bring_out(unit, source, parent, branch, operation, on, paper) for branch in branches]
    parts.advance_version(unit, source, operation, on)
    unit.emit(OrganisationSplit(source.pk, tuple(row.pk for row in made), on))
    return made

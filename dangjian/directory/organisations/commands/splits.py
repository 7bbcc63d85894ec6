"""Splitting a branch: new branches come out of it, each member has a place."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.commands import parts
from dangjian.directory.organisations.commands.parts import NO_PAPER, NewBranch, Paper
from dangjian.directory.organisations.enums import OperationKind, OrgKind
from dangjian.directory.organisations.events import OrganisationSplit
from dangjian.directory.organisations.models import Lineage, Operation, Organisation
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


def check_mapping(source: Organisation, branches: list[NewBranch]) -> list[UUID]:
    """Everybody named, each once and each of the source. Raises BadInput."""
    if not branches:
        raise BadInput("directory.organisation.split_into_nothing", "请至少列出一个新党支部。", field="branches")
    named = [person_id for branch in branches for person_id in branch.person_ids]
    if len(named) != len(set(named)):
        raise BadInput("directory.organisation.split_twice", "同一名党员不能编入两个党支部。", field="branches")
    if set(named) - set(ports.people_ids(source.pk)):
        raise BadInput(
            "directory.organisation.split_foreigner", "名单中有人不属于原党支部，请刷新后重新选择。", field="branches"
        )
    return named


def bring_out(
    unit: Unit,
    source: Organisation,
    parent: Organisation | None,
    branch: NewBranch,
    operation: Operation,
    on: date,
    paper: Paper,
) -> Organisation:
    """Set up one new branch under `parent` and move its people from `source`."""
    made = parts.plant(
        unit,
        parent,
        kind=OrgKind.BRANCH,
        short_name=branch.short_name,
        full_name=branch.full_name,
        on=on,
        approved_by=paper.approved_by,
        approval_no=paper.document_no,
    )
    own = parts.record(unit, made, OperationKind.ESTABLISH, on, paper, {"source": source.short_name})
    parts.advance_version(unit, made, own, on)
    parts.announce_planted(unit, made, on)
    unit.create(Lineage(operation=operation, source=source, target=made))
    if branch.person_ids:
        ports.move_people(
            person_ids=list(branch.person_ids),
            to_organisation_id=made.pk,
            on=on,
            reason="moved",
            note=f"由{source.short_name}划入",
        )
    return made

"""Branches come out of another organisation, with their people."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.parts import NewBranch, Paper
from dangjian.directory.organisations.enums import OperationKind, OrgKind
from dangjian.directory.organisations.models import Lineage, Operation, Organisation
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput


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

"""Cells of a branch."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import PartyCell
from dangjian.directory.organisations.permissions import EDIT_ORGANISATION
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict


@command(EDIT_ORGANISATION)
def form_cell(unit: Unit, *, organisation_id: UUID, name: str, on: date, sort: int = 0) -> PartyCell:
    """Form a cell in a branch that is large or scattered (支部工作条例 第十三条).

    Raises BadInput for another kind of organisation or a date in the future, Conflict for a name taken.
    """
    branch = parts.load(unit, organisation_id)
    parts.require_kind(branch, OrgKind.BRANCH, "划分党小组")
    _check_date(unit, on, branch.established_on)
    _refuse_taken(branch.pk, name, None)
    return unit.create(PartyCell(organisation=branch, org_path=branch.org_path, name=name, sort=sort, formed_on=on))


@command(EDIT_ORGANISATION)
def update_cell(unit: Unit, *, cell_id: UUID, name: str, sort: int) -> PartyCell:
    """Rename or reorder a cell. Raises Conflict for a name taken or a cell that has ended."""
    cell = _load(unit, cell_id)
    _refuse_taken(cell.organisation_id, name, cell.pk)
    return unit.update(cell, name=name, sort=sort)


@command(EDIT_ORGANISATION)
def dissolve_cell(unit: Unit, *, cell_id: UUID, on: date) -> PartyCell:
    """End a cell. Raises Conflict while people are in it, BadInput for an impossible date."""
    cell = _load(unit, cell_id)
    _check_date(unit, on, cell.formed_on)
    # Through the reverse key, since people are tables of an app that builds on this one.
    count = cell.people.filter(register_state="active").count()
    if count:
        raise Conflict("directory.cell.not_empty", f"“{cell.name}”还有 {count} 人，请先把他们编入其他党小组。")
    return unit.update(cell, dissolved_on=on)


def _load(unit: Unit, cell_id: UUID) -> PartyCell:
    cell = unit.get(PartyCell, cell_id)
    if cell.dissolved_on is not None:
        raise Conflict("directory.cell.dissolved", f"“{cell.name}”已撤销。")
    return cell


def _check_date(unit: Unit, on: date, not_before: date | None) -> None:
    if on > unit.today:
        raise BadInput("directory.cell.date", "日期不能晚于今天。", field="on")
    if not_before is not None and on < not_before:
        raise BadInput("directory.cell.date", f"日期早于成立日期（{not_before}），请核对。", field="on")


def _refuse_taken(branch_id: UUID, name: str, own_id: UUID | None) -> None:
    same = PartyCell.objects.filter(organisation_id=branch_id, name=name, dissolved_on=None).exclude(pk=own_id)
    if same.exists():
        raise Conflict("directory.cell.name_taken", f"本支部已有“{name}”。", field="name")

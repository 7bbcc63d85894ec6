"""Administrative units and which organisations cover them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.models import OrganisationUnit
from dangjian.directory.organisations.models import Unit as AdministrativeUnit
from dangjian.directory.organisations.permissions import CHANGE_TREE, MANAGE_UNITS
from dangjian.foundation.codes.numbers import is_credit_code
from dangjian.foundation.pinyin import sort_key
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound


@command(MANAGE_UNITS)
def create_unit(unit: Unit, *, name: str, parent_id: UUID | None = None, details: dict[str, Any]) -> AdministrativeUnit:
    """Add a unit to the tree of units; `details` are its other columns.

    Raises Conflict for a name taken under the same superior, BadInput for a wrong credit code.
    """
    parent = unit.get(AdministrativeUnit, parent_id) if parent_id else None
    _check(name, parent_id, None, details)
    return unit.create(
        AdministrativeUnit(parent=parent, name=name, name_key=sort_key(name, person=False, limit=400), **details)
    )


@command(MANAGE_UNITS)
def update_unit(
    unit: Unit,
    *,
    unit_id: UUID,
    expected_version: int,
    name: str,
    parent_id: UUID | None,
    details: dict[str, Any],
) -> AdministrativeUnit:
    """Change a unit. Raises StaleEdit, BadInput for a circle, Conflict for a name taken."""
    row = unit.get(AdministrativeUnit, unit_id, expected_version=expected_version)
    if parent_id is not None and _is_under(parent_id, row.pk):
        raise BadInput("directory.unit.circular", "不能把单位调整到它自己或它的下级之下。", field="parent_id")
    if parent_id is not None:
        unit.get(AdministrativeUnit, parent_id)
    _check(name, parent_id, row.pk, details)
    key = sort_key(name, person=False, limit=400)
    return unit.update(row, name=name, name_key=key, parent_id=parent_id, **details)


@command(MANAGE_UNITS)
def close_unit(unit: Unit, *, unit_id: UUID, on: date) -> AdministrativeUnit:
    """Close a unit. Raises Conflict while units under it or organisations covering it remain (四同步)."""
    row = unit.get(AdministrativeUnit, unit_id)
    if on > unit.today:
        raise BadInput("directory.unit.date", "日期不能晚于今天。", field="on")
    under = AdministrativeUnit.objects.filter(parent=row, closed_on=None).count()
    covering = OrganisationUnit.objects.filter(unit=row, organisation__dissolved_on=None).count()
    if under or covering:
        raise Conflict(
            "directory.unit.in_use",
            f"“{row.name}”还有 {under} 个下级单位、{covering} 个对应的党组织，请先调整后再注销。",
        )
    return unit.update(row, closed_on=on)


@command(CHANGE_TREE)
def link_units(unit: Unit, *, organisation_id: UUID, unit_ids: list[UUID]) -> int:
    """Set which units an organisation covers; returns how many. Raises NotFound for a unit that does not exist."""
    organisation = parts.load(unit, organisation_id)
    wanted = set(unit_ids)
    known = set(AdministrativeUnit.objects.filter(pk__in=wanted, closed_on=None).values_list("pk", flat=True))
    if known != wanted:
        raise NotFound("directory.unit.missing", "所选单位中有的不存在或已注销，请刷新后重选。")
    links = OrganisationUnit.objects.filter(organisation=organisation)
    present = set(links.values_list("unit_id", flat=True))
    unit.delete_many(links.filter(unit_id__in=present - wanted), note=f"{organisation.short_name}不再覆盖的单位")
    unit.create_many(
        [OrganisationUnit(organisation=organisation, unit_id=unit_id) for unit_id in sorted(wanted - present)]
    )
    return len(wanted)


def _check(name: str, parent_id: UUID | None, own_id: UUID | None, details: dict[str, Any]) -> None:
    same = AdministrativeUnit.objects.filter(parent_id=parent_id, name=name, closed_on=None).exclude(pk=own_id)
    if same.exists():
        raise Conflict("directory.unit.name_taken", f"同一上级之下已有“{name}”。", field="name")
    code = details.get("code", "")
    if code and not is_credit_code(code):
        raise BadInput("directory.unit.code", "统一社会信用代码应为 18 位且校验位正确，请核对。", field="code")


def _is_under(unit_id: UUID, root_id: UUID) -> bool:
    """Whether a unit is `root_id` or stands below it."""
    parents = dict(AdministrativeUnit.objects.values_list("id", "parent_id"))
    current: UUID | None = unit_id
    while current is not None:
        if current == root_id:
            return True
        current = parents.get(current)
    return False

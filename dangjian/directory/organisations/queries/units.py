"""Administrative units."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.models import OrganisationUnit, Unit
from dangjian.directory.organisations.permissions import VIEW_UNITS
from dangjian.foundation.pinyin import sort_key
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, paginate
from dangjian.kernel.http.paging import order_of

ORDERS = {"name": ("name_key", "id"), "sort": ("sort", "name_key", "id")}
_COLUMNS = (
    "id", "parent_id", "parent__name", "name", "code", "is_legal_entity", "control_type", "employees", "sort",
    "closed_on", "version",
)  # fmt: skip


@query(VIEW_UNITS)
def list_units(*, page: PageRequest, q: str = "", closed: bool = False) -> dict[str, Any]:
    """One page of units with the organisations that cover them. Two statements (three with the total)."""
    rows = Unit.objects.filter(closed_on__isnull=not closed)
    if q.strip():
        rows = rows.filter(name__contains=q.strip()) | rows.filter(
            name_key__startswith=sort_key(q, person=False, limit=400)
        )
        rows = rows | Unit.objects.filter(closed_on__isnull=not closed, code__startswith=q.strip().upper())
    found = paginate(rows, page, order=order_of(page, ORDERS, "sort"), values=_COLUMNS)
    covering = _covering([row["id"] for row in found["items"]])
    found["items"] = [_show(row, covering) for row in found["items"]]
    return found


@query(VIEW_UNITS)
def unit_detail(*, unit_id: UUID) -> dict[str, Any]:
    """One unit. Raises NotFound."""
    row = Unit.objects.filter(pk=unit_id).values(*_COLUMNS).get()
    return _show(row, _covering([unit_id]))


@query(VIEW_UNITS)
def unit_tree() -> list[dict[str, Any]]:
    """Every open unit with its superior, staff, full members and the organisations that cover it; parents need not come
    first. Three statements, whatever their number."""
    rows = Unit.objects.filter(closed_on=None).order_by("sort", "name_key", "id")
    found = list(rows.values("id", "parent_id", "name", "code", "employees"))
    covering = _covering(None)
    strength = ports.unit_strength()
    return [
        {**row, "full_members": strength.get(row["id"], 0), "organisations": covering.get(row["id"], [])}
        for row in found
    ]


def _show(row: dict[str, Any], covering: dict[UUID, list[dict[str, Any]]]) -> dict[str, Any]:
    shown = {name: row[name] for name in _COLUMNS if name != "parent__name"}
    return {**shown, "parent_name": row["parent__name"] or "", "organisations": covering.get(row["id"], [])}


def _covering(unit_ids: list[UUID] | None) -> dict[UUID, list[dict[str, Any]]]:
    links = OrganisationUnit.objects.filter(organisation__dissolved_on=None)
    if unit_ids is not None:
        links = links.filter(unit_id__in=unit_ids)
    rows = links.order_by("organisation__org_path").values(
        "unit_id", organisation_id_=F("organisation_id"), name=F("organisation__short_name")
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["unit_id"], []).append({"id": row["organisation_id_"], "name": row["name"]})
    return found

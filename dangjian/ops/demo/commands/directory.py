"""Units and organisations of the invented enterprise."""

from __future__ import annotations

from datetime import date, datetime

from dangjian.directory.organisations.enums import ControlType, OperationKind, OrgKind
from dangjian.directory.organisations.models import (
    Operation,
    Organisation,
    OrganisationUnit,
    OrganisationVersion,
    PartyCell,
)
from dangjian.directory.organisations.models import Unit as AdministrativeUnit
from dangjian.foundation.pinyin import search_key, sort_key
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.scope import child_path
from dangjian.ops.demo.enterprise.model import DemoOrg
from dangjian.ops.demo.loading.loaded import Loaded, moment
from dangjian.ops.demo.permissions import LOAD_DEMO


@command(LOAD_DEMO)
def load_directory(unit: Unit, *, loaded: Loaded) -> Loaded:
    """Write units, organisations with their first version, cells and links. The tenant must be empty."""
    _load_units(unit, loaded)
    _load_organisations(unit, loaded)
    _load_cells(unit, loaded)
    return loaded


def _load_units(unit: Unit, loaded: Loaded) -> None:
    for sort, made in enumerate(loaded.made.units):
        loaded.units[made.key] = AdministrativeUnit(
            parent=loaded.units.get(made.parent),
            name=made.name,
            name_key=sort_key(made.name, person=False, limit=400),
            code=made.code,
            is_legal_entity=made.is_legal_entity,
            control_type=ControlType.PUBLIC_CONTROLLED,
            employees=made.employees,
            sort=sort,
        )
    unit.create_many(loaded.units.values())


def _load_organisations(unit: Unit, loaded: Loaded) -> None:
    children: dict[str, int] = {}
    for made in loaded.made.orgs:
        number = children.get(made.parent, 0)
        children[made.parent] = number + 1
        loaded.orgs[made.key] = _organisation(made, loaded, number)
    for key, row in loaded.orgs.items():
        row.next_child = children.get(key, 0)
    unit.create_many(loaded.orgs.values())
    operations = {made.key: _establishment(made, loaded) for made in loaded.made.orgs}
    unit.create_many(operations.values())
    unit.create_many(_version(made, loaded, operations[made.key]) for made in loaded.made.orgs)
    unit.create_many(
        OrganisationUnit(organisation=loaded.orgs[made.key], unit=loaded.units[key])
        for made in loaded.made.orgs
        for key in made.units
    )


def _organisation(made: DemoOrg, loaded: Loaded, number: int) -> Organisation:
    above = loaded.orgs.get(made.parent)
    return Organisation(
        parent=above,
        org_path=child_path(above.org_path if above else "", number),
        org_kind=made.kind,
        branch_kind=made.branch_kind or "",
        full_name=made.full_name,
        short_name=made.short_name,
        name_key=sort_key(made.short_name, person=False, limit=400),
        name_search=f"{search_key(made.short_name, person=False, limit=400)} {made.full_name.lower()}"[:800],
        org_code=made.org_code,
        sort=number,
        established_on=made.established_on,
        approved_by=above.full_name if above else "",
        approval_no=made.approval_no,
        can_approve_members=made.can_approve_members,
        election_method=made.election_method,
        term_start=made.term_start,
        term_years=made.term_years,
        term_end=made.term_end,
        term_extended_until=made.term_extended_until,
        planned_end_on=made.planned_end_on,
        contact_name=made.contact_name,
        contact_phone=made.contact_phone,
        address=made.address,
        created_at=_entered(loaded.made.today),
    )


def _entered(today: date) -> datetime:
    """The register was set up a year and a half ago."""
    return moment(today.replace(year=today.year - 2, month=6, day=3))


def _establishment(made: DemoOrg, loaded: Loaded) -> Operation:
    row = loaded.orgs[made.key]
    return Operation(
        kind=OperationKind.ESTABLISH,
        organisation=row,
        org_path=row.org_path,
        happened_on=made.established_on,
        approved_by=row.approved_by,
        document_no=made.approval_no,
        recorded_by="林晓燕",
    )


def _version(made: DemoOrg, loaded: Loaded, operation: Operation) -> OrganisationVersion:
    row = loaded.orgs[made.key]
    return OrganisationVersion(
        organisation=row,
        org_path=row.org_path,
        valid_from=made.established_on,
        full_name=row.full_name,
        short_name=row.short_name,
        org_kind=row.org_kind,
        branch_kind=row.branch_kind,
        parent=row.parent,
        operation=operation,
    )


def _load_cells(unit: Unit, loaded: Loaded) -> None:
    for made in loaded.made.orgs:
        if made.kind != OrgKind.BRANCH:
            continue
        for place, name in enumerate(made.cells):
            row = loaded.orgs[made.key]
            loaded.cells[made.key, place] = PartyCell(
                organisation=row,
                org_path=row.org_path,
                name=name,
                sort=place,
                formed_on=made.term_start or made.established_on,
            )
    unit.create_many(loaded.cells.values())

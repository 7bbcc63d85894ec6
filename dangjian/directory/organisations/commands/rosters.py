"""Details of an organisation as a list of organisations gives them, terms included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Operation, Organisation, OrganisationVersion
from dangjian.directory.organisations.permissions import CHANGE_TREE
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput

FROM_LISTS = frozenset(
    {"org_code", "org_uid", "established_on", "approved_by", "approval_no", "territorial_relation", "election_method"}
    | {"term_start", "term_years", "term_end", "contact_name", "contact_phone", "address", "sort", "remarks"}
)
"""Fields that an imported list may set; names, kind and superior change by proceedings of their own."""


@command(CHANGE_TREE)
def fill_organisation(
    unit: Unit, *, organisation_id: UUID, values: dict[str, Any], source_ref: str = ""
) -> Organisation:
    """Set details from an imported list, with their history. Raises BadInput for a field that no list may set."""
    if set(values) - FROM_LISTS:
        raise BadInput("directory.organisation.field", f"不能导入：{'、'.join(sorted(set(values) - FROM_LISTS))}。")
    organisation = unit.get(Organisation, organisation_id)
    return unit.update(organisation, source="import", source_ref=source_ref, **values)


@command(CHANGE_TREE)
def withdraw_organisations(unit: Unit, *, organisation_ids: Sequence[UUID]) -> int:
    """Take away organisations that one import established by mistake, lowest first; for undoing that import only.

    The caller has checked that nothing stands under them and nothing was recorded about them. Returns how many.
    """
    rows = Organisation.objects.filter(pk__in=list(organisation_ids)).order_by("-org_path")
    count = 0
    for organisation in rows:
        unit.require_place(organisation.org_path)
        for model in (OrganisationVersion, Operation):
            unit.delete_many(
                model.objects.unscoped("rows of the organisation at hand").filter(organisation=organisation)
            )
        unit.delete(organisation, note="撤回名册导入")
        count += 1
    return count

"""Names and details of an organisation."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.parts import NO_PAPER, Paper
from dangjian.directory.organisations.enums import ForbiddenAct, OperationKind, OrgKind
from dangjian.directory.organisations.events import OrganisationRenamed, OrganisationUpdated
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import CHANGE_TREE, EDIT_ORGANISATION
from dangjian.directory.organisations.rules import forbidden, naming
from dangjian.foundation.rulebook.queries import rule
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed

OWN_FIELDS = frozenset({"contact_name", "contact_phone", "address", "remarks"})
"""What an organisation keeps up to date itself."""
OFFICIAL_FIELDS = frozenset(
    {"org_code", "org_uid", "sort", "established_on", "approved_by", "approval_no", "can_approve_members"}
    | {"election_method", "territorial_relation", "planned_end_on", "branch_kind"}
)
"""What follows from a decision of the superior: needs the right to change the tree."""


@command(EDIT_ORGANISATION)
def update_organisation(
    unit: Unit, *, organisation_id: UUID, expected_version: int, values: dict[str, Any]
) -> Organisation:
    """Change details. Contact and address by the organisation itself, the rest by whoever may change the tree there.

    Raises StaleEdit when somebody else changed it, NotAllowed for official details, BadInput or Conflict for values.
    """
    unknown = set(values) - OWN_FIELDS - OFFICIAL_FIELDS
    if unknown:
        raise BadInput("directory.organisation.field", f"不能修改：{'、'.join(sorted(unknown))}。")
    organisation = parts.load(unit, organisation_id, expected_version=expected_version)
    official = {name for name in OFFICIAL_FIELDS & set(values) if getattr(organisation, name) != values[name]}
    if official and not any(place.covers(organisation.org_path) for place in unit.actor.places(CHANGE_TREE)):
        raise NotAllowed(
            "directory.organisation.official_field",
            "编码、类别、成立信息等由上级党组织维护；本组织可以修改联系人、电话、地址和备注。",
        )
    parts.refuse_taken_code(values.get("org_code"), organisation.pk)
    _check_values(unit, organisation, values)
    for name in ("org_code", "org_uid"):
        if name in values:
            values = {**values, name: values[name] or None}
    before = organisation.version
    unit.update(organisation, **values)
    if organisation.version == before:
        return organisation
    if "branch_kind" in official:
        operation = parts.record(unit, organisation, OperationKind.CORRECT, unit.today, Paper(reason="调整支部类型"))
        parts.advance_version(unit, organisation, operation, unit.today)
    unit.emit(OrganisationUpdated(organisation.pk, tuple(sorted(values))))
    return organisation


def _check_values(unit: Unit, organisation: Organisation, values: dict[str, Any]) -> None:
    established = values.get("established_on")
    if established is not None and established > unit.today:
        raise BadInput("directory.organisation.date", "成立日期不能晚于今天。", field="established_on")
    if values.get("branch_kind", organisation.branch_kind) != organisation.branch_kind:
        _refuse_with_people(organisation, values["branch_kind"])
    if "branch_kind" in values and (organisation.org_kind == OrgKind.BRANCH) != bool(values["branch_kind"]):
        raise BadInput(
            "directory.organisation.branch_kind", "党支部须选择支部类型，其他组织不选。", field="branch_kind"
        )


def _refuse_with_people(organisation: Organisation, branch_kind: str) -> None:
    """A branch in which relations lie cannot become one that takes none."""
    problem = forbidden.act_problem(branch_kind, ForbiddenAct.TAKE_RELATION, rule("org.forbidden_acts").value)
    count = len(ports.people_ids(organisation.pk)) if problem else 0
    if count:
        text = f"还有 {count} 人的组织关系在“{organisation.short_name}”，请先调整到其他党支部。{problem}"
        raise Conflict("directory.organisation.forbidden_act", text, field="branch_kind")


@command(CHANGE_TREE)
def rename_organisation(
    unit: Unit,
    *,
    organisation_id: UUID,
    expected_version: int,
    short_name: str,
    on: date,
    full_name: str = "",
    paper: Paper = NO_PAPER,
) -> Organisation:
    """Give other names from a day on; the earlier names stay in the history. Without a full name the customary one.

    Raises StaleEdit, Conflict for a name taken, BadInput for an impossible date.
    """
    organisation = parts.load(unit, organisation_id, expected_version=expected_version)
    parts.check_date(unit, on, organisation)
    full_name = full_name or naming.full_name_for(short_name, organisation.org_kind)
    parts.check_names(organisation.pk, organisation.parent, full_name, short_name)
    old = {"old_full_name": organisation.full_name, "old_short_name": organisation.short_name}
    if (organisation.full_name, organisation.short_name) == (full_name, short_name):
        return organisation
    names = {"full_name": full_name, "short_name": short_name}
    unit.update(organisation, effective_on=on, **names, **parts.keys_of(short_name, full_name))
    operation = parts.record(unit, organisation, OperationKind.RENAME, on, paper, {**old, **names})
    parts.advance_version(unit, organisation, operation, on)
    unit.emit(OrganisationRenamed(organisation.pk, full_name, short_name, on))
    return organisation

"""What all changes of the tree share: loading, dating, the paper behind them, versions, absorbing one in another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.enums import BranchKind, OperationKind, OrgKind
from dangjian.directory.organisations.events import OrganisationDissolved, OrganisationEstablished
from dangjian.directory.organisations.models import Operation, Organisation, OrganisationVersion, PartyCell
from dangjian.directory.organisations.rules import kinds, naming
from dangjian.foundation.pinyin import search_key, sort_key
from dangjian.foundation.rulebook.queries import rule
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed
from dangjian.kernel.scope import child_path


@dataclass(frozen=True, slots=True)
class Paper:
    """The decision behind a change: approving body, document number, reason."""

    approved_by: str = ""
    document_no: str = ""
    reason: str = ""


NO_PAPER = Paper()


@dataclass(frozen=True, slots=True)
class NewBranch:
    """A branch that comes out of another organisation, and who belongs to it."""

    short_name: str
    full_name: str = ""
    person_ids: tuple[UUID, ...] = field(default_factory=tuple)


def legal_children() -> kinds.Legal:
    """Which kind may stand under which, by the rules of today: what was set up long ago must fit the tree of now."""
    value: kinds.Legal = rule("org.children").value
    return value


def load(unit: Unit, organisation_id: UUID, *, expected_version: int | None = None) -> Organisation:
    """An organisation of the scope that still exists, locked. Raises NotFound, NotAllowed, StaleEdit, Conflict."""
    organisation = unit.get(Organisation, organisation_id, expected_version=expected_version)
    if organisation.dissolved_on is not None:
        raise Conflict(
            "directory.organisation.dissolved",
            f"“{organisation.short_name}”已于 {organisation.dissolved_on} 撤销，只能查看。",
        )
    return organisation


def require_superior(unit: Unit, organisation: Organisation) -> None:
    """Changes of the tree are made by the superior, so the right must cover it, not only the organisation itself.

    Raises NotAllowed.
    """
    above = organisation.org_path[:-4]
    if not unit.scope.covers(above):
        raise NotAllowed(
            "directory.organisation.superior_only",
            f"“{organisation.short_name}”的设立、隶属调整和撤销由上级党组织办理，请联系上级党组织。",
        )


def check_date(unit: Unit, on: date, *organisations: Organisation) -> None:
    """A change is dated between the last change of the organisations concerned and today. Raises BadInput."""
    latest = (
        OrganisationVersion.objects.unscoped("dates of earlier changes")
        .filter(organisation__in=organisations, valid_to__isnull=True)
        .order_by("-valid_from")
        .values_list("valid_from", flat=True)
        .first()
    )
    problem = kinds.date_problem(on, today=unit.today, not_before=latest)
    if problem:
        raise BadInput("directory.organisation.date", problem, field="on")


def record(
    unit: Unit,
    organisation: Organisation,
    kind: OperationKind,
    on: date,
    paper: Paper,
    detail: dict[str, Any] | None = None,
) -> Operation:
    """Write down what happened to an organisation."""
    return unit.create(
        Operation(
            kind=kind,
            organisation=organisation,
            org_path=organisation.org_path,
            happened_on=on,
            approved_by=paper.approved_by,
            document_no=paper.document_no,
            reason=paper.reason,
            detail=detail or {},
            recorded_by=unit.actor.name,
        )
    )


def advance_version(unit: Unit, organisation: Organisation, operation: Operation | None, on: date) -> None:
    """Close the version in force and open the one that holds from `on`. A second change of a day replaces the first."""
    now = {
        "full_name": organisation.full_name,
        "short_name": organisation.short_name,
        "org_kind": organisation.org_kind,
        "branch_kind": organisation.branch_kind,
        "parent_id": organisation.parent_id,
        "is_dissolved": organisation.dissolved_on is not None,
        "operation_id": operation.pk if operation else None,
    }
    open_version: OrganisationVersion | None = (
        OrganisationVersion.objects.unscoped("history of the organisation at hand")
        .filter(organisation=organisation, valid_to__isnull=True)
        .first()
    )
    if open_version is not None and open_version.valid_from == on:
        for name, value in now.items():
            setattr(open_version, name, value)
        unit.update_batch([open_version], list(_column_names(now)))
        return
    if open_version is not None:
        unit.update(open_version, valid_to=on)
    unit.create(OrganisationVersion(organisation=organisation, org_path=organisation.org_path, valid_from=on, **now))


def _column_names(values: dict[str, Any]) -> list[str]:
    return [name.removesuffix("_id") for name in values]


def keys_of(short_name: str, full_name: str) -> dict[str, str]:
    """The computed columns of an organisation's names."""
    return {
        "name_key": sort_key(short_name, person=False, limit=400),
        "name_search": f"{search_key(short_name, person=False, limit=400)} {full_name.lower()}"[:800],
    }


def check_names(organisation_id: UUID | None, parent: Organisation | None, full_name: str, short_name: str) -> None:
    """Names are unique among those directly under one superior (data-standards.md, section 3.1). Raises Conflict."""
    siblings = Organisation.objects.unscoped("names must differ from those of siblings out of reach, too").filter(
        parent=parent, dissolved_on=None
    )
    if organisation_id is not None:
        siblings = siblings.exclude(pk=organisation_id)
    for name, value, label in (("full_name", full_name, "全称"), ("short_name", short_name, "简称")):
        if siblings.filter(**{name: value}).exists():
            text = f"同一上级之下已有{label}为“{value}”的党组织，请核对是否重复登记。"
            raise Conflict("directory.organisation.name_taken", text, field=name)


def next_path(unit: Unit, parent: Organisation | None) -> str:
    """The path of the next child; the parent's row is locked by the caller, so numbers are never given twice."""
    if parent is not None:
        path = child_path(parent.org_path, parent.next_child)
        parent.next_child += 1
        # Not `unit.update`: a new child is no edit of the parent that would make somebody's open form stale.
        rows = Organisation.objects.filter(pk=parent.pk)
        unit.update_many(rows, next_child=parent.next_child, note=f"{parent.short_name}的下级序号")
        if len(path) > kinds.PATH_LENGTH:
            raise BadInput("directory.organisation.too_deep", "组织层级不能超过 20 级，请选择更高的上级。")
        return path
    last = Organisation.objects.filter(parent=None).order_by("-org_path").values_list("org_path", flat=True).first()
    return child_path("", int(last, 36) + 1 if last else 0)


def plant(
    unit: Unit, parent: Organisation | None, *, kind: str, short_name: str, full_name: str, on: date, **fields: Any
) -> Organisation:
    """Put a new organisation into the tree, with its first version. The caller has checked place, kind and date."""
    full_name = full_name or naming.full_name_for(short_name, kind)
    check_names(None, parent, full_name, short_name)
    if kind == OrgKind.BRANCH:
        fields.setdefault("branch_kind", BranchKind.ORDINARY)
    return unit.create(
        Organisation(
            parent=parent,
            org_path=next_path(unit, parent),
            org_kind=kind,
            short_name=short_name,
            full_name=full_name,
            established_on=on,
            **{"sort": parent.next_child if parent else 0, **fields},
            **keys_of(short_name, full_name),
        )
    )


def announce_planted(unit: Unit, organisation: Organisation, on: date) -> None:
    """Tell others of a new organisation."""
    unit.emit(OrganisationEstablished(organisation.pk, organisation.parent_id, organisation.org_kind, on))


def end(unit: Unit, organisation: Organisation, operation: Operation, on: date, successor_id: UUID | None) -> None:
    """Mark an organisation as dissolved, close its cells, announce it."""
    unit.update_many(
        PartyCell.objects.unscoped("cells end with their branch").filter(organisation=organisation, dissolved_on=None),
        dissolved_on=on,
    )
    unit.update(organisation, dissolved_on=on, effective_on=on)
    advance_version(unit, organisation, operation, on)
    unit.emit(OrganisationDissolved(organisation.pk, on, successor_id))


def refuse_blocked(organisation: Organisation, *, but: frozenset[str] = frozenset()) -> None:
    """Raise Conflict while anything keeps the organisation from being dissolved, and say what (§7)."""
    found = ports.blockers_of(organisation.pk, but=but)
    if found:
        text = "；".join(blocker.text for blocker in found)
        raise Conflict(
            "directory.organisation.not_empty",
            f"“{organisation.short_name}”还不能撤销：{text}。",
            extra={"blockers": [{"name": b.name, "count": b.count, "text": b.text} for b in found]},
        )


def active_children(organisation: Organisation) -> list[Organisation]:
    """Organisations that stand directly under this one now."""
    rows = Organisation.objects.unscoped("all that stands under the organisation at hand")
    return list(rows.filter(parent=organisation, dissolved_on=None).order_by("org_path"))


def require_kind(organisation: Organisation, kind: OrgKind, what: str) -> None:
    """Raise BadInput when the organisation is of another kind."""
    if organisation.org_kind != kind:
        text = f"{what}只能用于{kind.label}，“{organisation.short_name}”是{organisation.get_org_kind_display()}。"
        raise BadInput("directory.organisation.wrong_kind", text)


def refuse_taken_code(org_code: str | None, own_id: UUID | None) -> None:
    """Raise Conflict when another organisation of the enterprise bears the code."""
    if not org_code:
        return
    same = Organisation.objects.unscoped("codes are unique in the enterprise").filter(org_code=org_code)
    if same.exclude(pk=own_id).exists() if own_id else same.exists():
        raise Conflict("directory.organisation.code_taken", "该党组织编码已被使用，请核对。", field="org_code")

"""Many records at once: what an import writes, with the same rows and history as single entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from dangjian.directory.members.commands.people import NOT_EDITED, keys_of
from dangjian.directory.members.enums import PARTY_MEMBERS, ChangeReason
from dangjian.directory.members.events import PeopleImported, PeopleWithdrawn
from dangjian.directory.members.models import MembershipChange, OrgRelation, Person
from dangjian.directory.members.permissions import EDIT_MEMBER
from dangjian.directory.organisations.enums import ForbiddenAct
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.queries import refuse_act
from dangjian.kernel import history
from dangjian.kernel.crypto.fields import BlindIndexField, fields_to_write
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput
from dangjian.kernel.models.bulk import Mould


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to register: the branch and the fields of the record, already checked."""

    organisation_id: UUID
    values: dict[str, Any]
    cell_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    """A loaded record and the fields that differ, already checked."""

    person: Person
    values: dict[str, Any]


@command(EDIT_MEMBER)
def register_many(
    unit: Unit, *, people: Sequence[NewPerson], since: date | None = None, source_ref: UUID | None = None
) -> list[Person]:
    """Put many people on the register: record, relation to the branch, entry of the change, for each.

    The caller has checked the values (an import does, row by row); the data base still refuses a second active record
    with one identity number. One event for all of them. Raises BadInput for a branch out of reach,
    Conflict for a temporary or functional one.
    """
    wanted = {each.organisation_id for each in people}
    branches = {branch.pk: branch for branch in Organisation.objects.filter(pk__in=wanted)}
    for branch in branches.values():
        refuse_act(branch, ForbiddenAct.TAKE_RELATION)
    start = since or unit.today
    mould = Mould(Person())
    rows = []
    for each in people:
        branch = branches.get(each.organisation_id)
        if branch is None:
            raise BadInput("directory.member.branch_unknown", "有党支部不在您的管理范围内，请重新预览后再提交。")
        values = {**each.values, **keys_of(each.values["name"])}
        rows.append(mould.row(organisation_id=branch.pk, org_path=branch.org_path, cell_id=each.cell_id, **values))
    unit.create_many(rows)
    relation = Mould(OrgRelation(valid_from=start, reason_in=ChangeReason.REGISTERED, recorded_at=unit.now))
    unit.create_many(
        relation.row(person_id=person.pk, organisation_id=person.organisation_id, org_path=person.org_path)
        for person in rows
    )
    change = Mould(MembershipChange(reason=ChangeReason.REGISTERED, happened_on=start, recorded_at=unit.now))
    unit.create_many(
        change.row(
            person_id=person.pk,
            person_name=person.name,
            to_organisation_id=person.organisation_id,
            org_path=person.org_path,
        )
        for person in rows
        if person.person_category in PARTY_MEMBERS
    )
    if rows:
        unit.emit(PeopleImported(aggregate_id=source_ref or rows[0].pk, count=len(rows), happened_on=start))
    return rows


@command(EDIT_MEMBER)
def update_people(unit: Unit, *, people: Sequence[ChangedPerson], source: str = "import", source_ref: str = "") -> int:
    """Change many loaded records; every change keeps its old value, source and time of entry. Returns how many."""
    changes: list[history.FieldChange] = []
    groups: dict[tuple[str, ...], list[Person]] = {}
    for each in people:
        person = each.person
        if not unit.scope.covers(person.org_path) or set(each.values) & NOT_EDITED:
            raise BadInput("directory.member.not_editable", "有记录不能由导入修改，请重新预览后再提交。")
        values = dict(each.values)
        if "name" in values:
            values.update(keys_of(values["name"]))
        differing = {name: (getattr(person, name), value) for name, value in values.items()}
        for name, value in values.items():
            setattr(person, name, value)
        person.version += 1
        changes += history.changes_of(
            person,
            {name: pair for name, pair in differing.items() if name in person.history_fields},
            source=source,
            source_ref=source_ref,
            effective_on=unit.today,
            recorded_at=unit.now,
            recorded_by=unit.actor.name,
        )
        names = fields_to_write(Person, [*values, "version"])
        groups.setdefault(tuple(sorted(names)), []).append(person)
    for columns, rows in groups.items():
        _write(unit, rows, list(columns))
    history.write(changes)
    return len(people)


def _write(unit: Unit, rows: list[Person], names: list[str]) -> None:
    """Write the same columns of many rows by one statement for each batch; blind indexes are filled in first."""
    for name in names:
        field = Person._meta.get_field(name)
        if isinstance(field, BlindIndexField):
            for row in rows:
                setattr(row, field.attname, field.pre_save(row, False))
    unit.update_batch(rows, names)


@command(EDIT_MEMBER)
def withdraw_people(unit: Unit, *, person_ids: Sequence[UUID], source_ref: UUID) -> int:
    """Take back people that one import registered by mistake, with their relations; for undoing that import only.

    The caller has checked that nothing else was recorded about them. Returns how many.
    """
    rows: QuerySet[Person] = Person.objects.filter(pk__in=list(person_ids))
    for model in (MembershipChange, OrgRelation):
        unit.delete_many(model.objects.unscoped("rows made by the same import").filter(person_id__in=list(person_ids)))
    count = unit.delete_many(rows, note="撤回导入")
    if count:
        unit.emit(PeopleWithdrawn(aggregate_id=source_ref, person_ids=tuple(person_ids)))
    return count

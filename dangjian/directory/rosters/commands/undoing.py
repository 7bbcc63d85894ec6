"""Taking a committed import back, as long as nothing later was built on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from dangjian.directory.members.commands import move_people
from dangjian.directory.members.commands.bulk import ChangedPerson, update_people, withdraw_people
from dangjian.directory.members.models import MembershipChange, OrgRelation, Person
from dangjian.directory.organisations.commands.rosters import fill_organisation, withdraw_organisations
from dangjian.directory.organisations.models import Operation, Organisation, OrganisationVersion
from dangjian.directory.rosters import records
from dangjian.directory.rosters.enums import BatchState
from dangjian.directory.rosters.events import RosterUndone
from dangjian.directory.rosters.models import ImportBatch, ImportChunk
from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.directory.rosters.previews import Report
from dangjian.directory.rosters.staging import unsqueeze
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict

_OWN_TABLES: frozenset[type[models.Model]] = frozenset({Person, OrgRelation, MembershipChange})
_OWN_OF_ORGANISATIONS: frozenset[type[models.Model]] = frozenset({Organisation, OrganisationVersion, Operation})
_WATCHED = ("identity_", "directory_", "work_")
"""Apps whose rows about a person are work that an undo would destroy; messages and indexes follow by themselves."""


@command(IMPORT_ROSTER)
def undo_batch(unit: Unit, *, batch_id: UUID, report: Report) -> ImportBatch:
    """Take a committed import back: new people withdrawn, changed fields set back, moves reversed.

    New organisations go only while nothing stands under them and nothing was recorded about them.
    Raises Conflict, and changes nothing, when somebody was worked with since.
    """
    batch = unit.get(ImportBatch, batch_id)
    if batch.state != BatchState.COMMITTED or batch.purged_at is not None:
        raise Conflict("roster.not_committed", "只有已提交且未清除的导入才能撤回。")
    chunks = ImportChunk.objects.filter(batch=batch, effects__isnull=False).order_by("-part", "-number")
    ids = list(chunks.values_list("pk", flat=True))
    trees: list[dict[str, Any]] = []
    for done, chunk_id in enumerate(ids, start=1):
        effects = unsqueeze(ImportChunk.objects.get(pk=chunk_id).effects.reveal())
        if "organisations" in effects:
            trees.append(effects)
        else:
            _undo_people(unit, effects, batch.pk)
        report(done, len(ids), "正在撤回")
    # People first: the branches they were put into must be empty before they go.
    for effects in trees:
        _undo_organisations(effects, str(batch.pk))
    unit.emit(RosterUndone(batch_id=batch.pk))
    return unit.update(batch, state=BatchState.UNDONE, undone_at=unit.now)


def _undo_people(unit: Unit, effects: dict[str, Any], batch_id: UUID) -> None:
    created = [UUID(pk) for pk in effects["created"]]
    _refuse_used(created)
    versions = {pk: version for pk, version, _ in effects["updated"]} | {
        pk: version for pk, _, version in effects["moved"]
    }
    people = {str(person.pk): person for person in Person.objects.filter(pk__in=list(versions))}
    for pk, version in versions.items():
        person = people.get(pk)
        if person is None or person.version != version:
            name = f"“{person.name}”" if person is not None else "有人员"
            raise _depends(f"{name}的信息在导入之后又有修改")
    for pk, former, _ in effects["moved"]:
        move_people(person_ids=[UUID(pk)], to_organisation_id=UUID(former), on=unit.today, note="撤回名册导入")
    fresh = {str(person.pk): person for person in Person.objects.filter(pk__in=list(versions))}
    update_people(
        people=[
            ChangedPerson(fresh[pk], {name: _value_of(name, value) for name, value in old.items()})
            for pk, _, old in effects["updated"]
        ],
        source="import_undone",
        source_ref=str(batch_id),
    )
    withdraw_people(person_ids=created, source_ref=batch_id)


def _refuse_used(person_ids: Sequence[UUID]) -> None:
    """New people may go only while nothing but the import itself is recorded about them."""
    if not person_ids:
        return
    touched = Person.objects.filter(pk__in=person_ids, version__gt=1).first()
    if touched is not None:
        raise _depends(f"“{touched.name}”的信息在导入之后又有修改")
    if Person.objects.filter(pk__in=person_ids).count() != len(person_ids):
        raise _depends("有导入的人员已不在您的管理范围内")
    if OrgRelation.objects.filter(person_id__in=person_ids).count() != len(person_ids):
        raise _depends("有导入的人员已调整过组织关系")
    for model, attribute in _tables_about(Person, _OWN_TABLES, "person_id"):
        if _unfiltered(model).filter(**{f"{attribute}__in": person_ids}).exists():
            raise _depends(f"导入的人员已有“{model._meta.verbose_name}”等后续记录")


def _unfiltered(model: type[models.Model]) -> models.QuerySet[Any]:
    """All rows, across tenants and scopes on purpose: whatever hangs on these rows must stop the undoing."""
    return model._base_manager.all()  # noqa: SLF001 - Django's documented manager without filters


def _tables_about(
    target: type[models.Model], own: frozenset[type[models.Model]], column: str
) -> list[tuple[type[models.Model], str]]:
    """Tables of watched apps that point at rows of `target`, by key or by an id column of that name."""
    return [
        (model, field.attname)
        for model in apps.get_models()
        if model not in own and model._meta.app_label.startswith(_WATCHED)
        for field in model._meta.concrete_fields
        if field.attname == column or (field.is_relation and field.related_model is target)
    ]


def _undo_organisations(effects: dict[str, Any], batch_id: str) -> None:
    """Set details back, take new organisations away while they are empty and unused."""
    for pk, version, old in effects["organisations_updated"]:
        organisation = Organisation.objects.get(pk=pk)
        if organisation.version != version:
            raise _depends(f"“{organisation.short_name}”的信息在导入之后又有修改")
        values = {name: _organisation_value(name, value) for name, value in old.items()}
        fill_organisation(organisation_id=organisation.pk, values=values, source_ref=batch_id)
    created = {UUID(pk): version for pk, version in effects["organisations"]}
    for organisation in Organisation.objects.filter(pk__in=created):
        if organisation.version != created[organisation.pk]:
            raise _depends(f"“{organisation.short_name}”在导入之后又有修改")
    if Organisation.objects.filter(parent_id__in=created).exclude(pk__in=created).exists():
        raise _depends("导入的党组织之下又建立了党组织")
    for model, attribute in _tables_about(Organisation, _OWN_OF_ORGANISATIONS, "organisation_id"):
        if _unfiltered(model).filter(**{f"{attribute}__in": list(created)}).exists():
            raise _depends(f"导入的党组织已有“{model._meta.verbose_name}”等后续记录")
    withdraw_organisations(organisation_ids=list(created))


def _organisation_value(name: str, value: Any) -> Any:
    is_date = name in {"established_on", "term_start", "term_end"}
    return date.fromisoformat(value) if is_date and value else value


def _value_of(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in records.DATES and value else value


def _depends(why: str) -> Conflict:
    return Conflict("roster.depended_on", f"不能撤回：{why}。撤回没有改动任何数据，请在相应页面逐项更正。")

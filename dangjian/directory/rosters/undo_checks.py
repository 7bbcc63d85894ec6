"""What stands against taking an import back: everything that was built on it since, named so that it can be found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Count

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.judging.staging import unsqueeze
from dangjian.directory.members.models import MembershipChange, OrgRelation, Person
from dangjian.directory.members.ports import following_condition
from dangjian.directory.organisations.models import Operation, Organisation, OrganisationVersion
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.rosters.models import ImportChunk

LISTED = 100
"""Blockers that are named; the rest is counted."""
_OWN_TABLES: frozenset[type[models.Model]] = frozenset({Person, OrgRelation, MembershipChange})
_OWN_OF_ORGANISATIONS: frozenset[type[models.Model]] = frozenset(
    {Organisation, OrganisationVersion, Operation, Person, OrgRelation, MembershipChange}
)
_WATCHED = ("identity_", "directory_", "work_")
"""Apps whose rows about a person are work that an undo would destroy; messages and indexes follow by themselves."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason: the person or organisation it is about ("" when out of reach) and what happened since."""

    kind: Literal["member", "organisation"]
    id: str
    name: str
    text: str


def effect_chunks(batch_id: UUID) -> Iterable[UUID]:
    """Chunks of a committed batch that the commit had an effect with, last first."""
    chunks = ImportChunk.objects.filter(batch_id=batch_id, effects__isnull=False)
    ids: Iterable[UUID] = chunks.order_by("-part", "-number").values_list("pk", flat=True)
    return ids


def effects_of(chunk_id: UUID) -> dict[str, Any]:
    """What the commit did with the rows of a chunk."""
    found: dict[str, Any] = unsqueeze(ImportChunk.objects.get(pk=chunk_id).effects.reveal())
    return found


def find_blockers(effects: Iterable[dict[str, Any]]) -> Iterable[Blocker]:
    """What stands against undoing these effects, chunk by chunk; nothing when it can be undone. In the bound scope."""
    created_people: set[UUID] = set()
    known = list(effects)
    posts = [each for each in known if "posts" in each]
    trees = [each for each in known if "organisations" in each]
    own_posts = {UUID(pk) for each in posts for pk, _ in each["posts"]}
    for each in posts:
        yield from _posts(each)
    for each in known:
        if "organisations" in each or "posts" in each:
            continue
        created = [UUID(pk) for pk in each["created"]]
        created_people.update(created)
        yield from _new_people(created, own_posts)
        yield from _changed_people(each)
    for each in trees:
        yield from _organisations(each, created_people, own_posts)


def _new_people(created: Sequence[UUID], own_posts: set[UUID]) -> Iterable[Blocker]:
    """New people may go only while nothing but the import itself is recorded about them."""
    if not created:
        return
    people = {person.pk: person for person in Person.objects.filter(pk__in=created)}
    for pk in created:
        if pk not in people:
            yield Blocker("member", "", "", "有导入的人员已不在您的管理范围内")
    names = {pk: person.name for pk, person in people.items()}
    for pk, person in people.items():
        if person.version > 1:
            yield Blocker("member", str(pk), names[pk], "信息在导入之后又有修改")
    moved = OrgRelation.objects.filter(person_id__in=created).values("person_id").annotate(n=Count("id"))
    for pk in moved.filter(n__gt=1).values_list("person_id", flat=True):
        yield Blocker("member", str(pk), names.get(pk, ""), "已调整过组织关系")
    for model, attribute in _tables_about(Person, _OWN_TABLES, "person_id"):
        rows = _but_own(_unfiltered(model), own_posts).filter(**{f"{attribute}__in": created})
        following = following_condition(model._meta.label)
        found = (rows.exclude(following) if following else rows).values_list(attribute, flat=True)
        for pk in sorted(set(found)):
            yield Blocker("member", str(pk), names.get(pk, ""), f"已有“{_subject(model)}”方面的记录")


def _changed_people(effects: dict[str, Any]) -> Iterable[Blocker]:
    versions = {pk: version for pk, version, _ in effects["updated"]}
    versions |= {pk: version for pk, _, version in effects["moved"]}
    people = {str(person.pk): person for person in Person.objects.filter(pk__in=list(versions))}
    for pk, version in versions.items():
        person = people.get(pk)
        if person is None:
            yield Blocker("member", "", "", "有更新过的人员已不在您的管理范围内")
        elif person.version != version:
            yield Blocker("member", pk, person.name, "信息在导入之后又有修改")


def _organisations(effects: dict[str, Any], gone_people: set[UUID], own_posts: set[UUID]) -> Iterable[Blocker]:
    """New organisations may go only while nothing stands under them that stays, and nothing was recorded about them."""
    created = {UUID(pk): version for pk, version in effects["organisations"]}
    versions = {pk: version for pk, version, _ in effects["organisations_updated"]}
    versions |= {str(pk): version for pk, version in created.items()}
    names = {}
    for organisation in Organisation.objects.filter(pk__in=list(versions)):
        names[organisation.pk] = organisation.short_name
        if organisation.version != versions[str(organisation.pk)]:
            yield Blocker("organisation", str(organisation.pk), organisation.short_name, "信息在导入之后又有修改")
    below = Organisation.objects.filter(parent_id__in=created).exclude(pk__in=created)
    for pk in sorted(set(below.values_list("parent_id", flat=True))):
        yield Blocker("organisation", str(pk), names.get(pk, ""), "之下又建立了党组织")
    staying = OrgRelation.objects.unscoped("relations outlive their scope").filter(organisation_id__in=created)
    people = staying.values_list("person_id", "organisation_id")
    for pk in sorted({branch for person, branch in people if person not in gone_people}):
        yield Blocker("organisation", str(pk), names.get(pk, ""), "有其他党员的组织关系在此登记过")
    for model, attribute in _tables_about(Organisation, _OWN_OF_ORGANISATIONS, "organisation_id"):
        rows = _but_own(_unfiltered(model), own_posts).filter(**{f"{attribute}__in": list(created)})
        found = rows.values_list(attribute, flat=True)
        for pk in sorted(set(found)):
            yield Blocker("organisation", str(pk), names.get(pk, ""), f"已有“{_subject(model)}”方面的记录")


def _posts(effects: dict[str, Any]) -> Iterable[Blocker]:
    """Posts may go, or get their dates back, only as the import left them."""
    versions = dict(effects["posts"])
    versions |= {pk: version for pk, version, _, _ in effects["posts_updated"]}
    rows = {str(row.pk): row for row in PostHolding.objects.filter(pk__in=list(versions))}
    for pk, version in versions.items():
        row = rows.get(pk)
        if row is None:
            yield Blocker("member", "", "", "有登记过的任职已不在您的管理范围内")
        elif row.version != version:
            yield Blocker("member", str(row.person_id), row.person_name, "任职在导入之后又有变动")


def _but_own(rows: models.QuerySet[Any], own_posts: set[UUID]) -> models.QuerySet[Any]:
    """Without the posts that the import itself registered, and the roles that came with them."""
    if own_posts and rows.model is PostHolding:
        return rows.exclude(pk__in=own_posts)
    if own_posts and rows.model is RoleGrant:
        return rows.exclude(source="post", source_ref__in=own_posts)
    return rows


def _unfiltered(model: type[models.Model]) -> models.QuerySet[Any]:
    """All rows, across tenants and scopes on purpose: whatever hangs on these rows must stop the undoing."""
    return model._base_manager.all()  # noqa: SLF001 - Django's documented manager without filters


def _subject(model: type[models.Model]) -> str:
    """What a table is about, in the words of its module (组织生活, 账号)."""
    return str(apps.get_app_config(model._meta.app_label).verbose_name)


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

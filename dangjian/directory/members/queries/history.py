"""What a record was: every change, the record on a day, the roster of a branch on a day, and who looked at it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from dangjian.directory.members.catalogue import FIELDS, SET_FIELDS, SET_TITLES, title_of
from dangjian.directory.members.models import REPEATING, OrgRelation, Person
from dangjian.directory.members.permissions import LIST_MEMBERS, REVEAL_MEMBER, VIEW_MEMBER
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.kernel import clock, history
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.models import AuditEntry

_NOT_SHOWN = frozenset({"register_state", "cell"})


@query(VIEW_MEMBER)
def member_history(*, person_id: UUID, field: str = "") -> list[dict[str, Any]]:
    """Every change of a record and its repeating parts, newest first: old and new value (sensitive ones masked),
    source, effective date, time of entry. At most eight statements."""
    person: Person = Person.objects.get(pk=person_id)
    fields = (field,) if field else ()
    changes = history.field_changes(tenant_id=person.tenant_id, object_id=person.id, fields=fields)
    names = _names_of_links(changes)
    found = [_show(change, title_of(change.field), names) for change in changes]
    if not field:
        found += _changes_of_sets(person)
    return sorted(found, key=lambda row: row["recorded_at"], reverse=True)


def _show(change: history.FieldChange, title: str, names: dict[str, str]) -> dict[str, Any]:
    return {
        "field": change.field,
        "title": title,
        "old_value": names.get(change.old_value, change.old_value),
        "new_value": names.get(change.new_value, change.new_value),
        "source": change.source,
        "effective_on": change.effective_on,
        "recorded_at": change.recorded_at,
        "recorded_by": change.recorded_by,
    }


def _changes_of_sets(person: Person) -> list[dict[str, Any]]:
    """Changed fields of education, awards and family; `educations.school` names set and field."""
    found = []
    for kind, model in REPEATING.items():
        ids = list(model.objects.filter(person=person).values_list("pk", flat=True))
        if not ids:
            continue
        changes = history.FieldChange.objects.filter(tenant_id=person.tenant_id, object_id__in=ids)
        for change in changes.order_by("-recorded_at", "-id")[:200]:
            title = f"{SET_TITLES[kind]}·{SET_FIELDS[kind].get(change.field, change.field)}"
            found.append({**_show(change, title, {}), "field": f"{kind}.{change.field}"})
    return found


def _names_of_links(changes: list[history.FieldChange]) -> dict[str, str]:
    """Names for the ids of branches and cells in a history."""
    organisations = {v for c in changes if c.field == "organisation" for v in (c.old_value, c.new_value) if v}
    cells = {v for c in changes if c.field == "cell" for v in (c.old_value, c.new_value) if v}
    why = "names of earlier branches in a person's own history"
    names = {
        str(row.pk): row.short_name
        for row in (Organisation.objects.unscoped(why).filter(pk__in=organisations) if organisations else ())
    }
    names |= {str(row.pk): row.name for row in (PartyCell.objects.unscoped(why).filter(pk__in=cells) if cells else ())}
    return names


@query(VIEW_MEMBER)
def member_on(*, person_id: UUID, day: date) -> dict[str, Any]:
    """The record as it was true on a day, with the branch of that day. Three statements.

    Raises NotFound when the person is out of reach, BadInput for a day to come.
    """
    if day > clock.today():
        raise BadInput("directory.member.past_day", "只能查看今天及以前的情况。", field="day")
    person: Person = Person.objects.get(pk=person_id)
    relation = _relation_on(person, day)
    names = [field.name for field in FIELDS if field.name not in {"organisation", "cell"}]
    values = history.values_on(person, names, day)
    values["person_category"] = category_on(person, day)
    return {
        "day": day,
        "organisation_name": relation.organisation.short_name if relation else "",
        "on_register": relation is not None,
        "record": {name: text for name, text in values.items() if text and name not in _NOT_SHOWN},
    }


def _relation_on(person: Person, day: date) -> OrgRelation | None:
    rows = OrgRelation.objects.unscoped("the branch of the day in the history of a visible person").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), person=person, valid_from__lte=day
    )
    found: OrgRelation | None = rows.select_related("organisation").first()
    return found


@query(VIEW_MEMBER)
def looks_at(*, person_id: UUID, page: PageRequest) -> dict[str, Any]:
    """Who looked at the sensitive fields of a person, when and for what; the person reads it, too (PIPL 第四十五条).
    Two statements. Raises NotFound when the person is out of reach."""
    person: Person = Person.objects.get(pk=person_id)
    rows = AuditEntry.objects.filter(
        tenant_id=person.tenant_id, target_type=Person._meta.label, target_id=str(person.pk), action=REVEAL_MEMBER.name
    ).exclude(person_id=person.pk)
    return paginate(
        rows,
        page,
        order=("-id",),
        values=("id", "at", "actor_name", "note"),
        show=lambda row: {
            "at": row["at"],
            "actor_name": row["actor_name"],
            "purpose": row["note"].partition("用途：")[2],
        },
    )


@query(LIST_MEMBERS)
def roster_as_of(*, organisation_id: UUID, day: date) -> list[dict[str, Any]]:
    """Who belonged to a branch on a day, by the relations in force then."""
    branch: Organisation = Organisation.objects.get(pk=organisation_id)
    in_force = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    rows = (
        OrgRelation.objects.unscoped("people who have left are part of the branch's history")
        .filter(in_force, organisation=branch)
        .select_related("person")
        .order_by("person__name_key", "person_id")
    )
    return [
        {
            "person_id": row.person_id,
            "name": row.person.name,
            "person_category": category_on(row.person, day),
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        for row in rows
    ]


def category_on(person: Person, day: date) -> str:
    """The category somebody had on a day, from the dates of the way into the Party."""
    steps = (
        ("full_member", person.confirmed_on),
        ("probationary_member", person.joined_on),
        ("development_target", person.target_on),
        ("activist", person.activist_on),
        ("applicant", person.applied_on),
    )
    for category, since in steps:
        if since and since <= day:
            return category
    return person.person_category

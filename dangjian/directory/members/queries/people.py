"""Lists and single records of people."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Coalesce

from dangjian.directory.members import rules
from dangjian.directory.members.catalogue import FIELDS, title_of
from dangjian.directory.members.models import (
    REVEALABLE,
    CorrectionRequest,
    MembershipChange,
    OrgRelation,
    Person,
)
from dangjian.directory.members.permissions import EDIT_MEMBER, LIST_MEMBERS, VIEW_MEMBER
from dangjian.directory.members.queries.filters import MemberFilter, apply_filter
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, order_of, paginate
from dangjian.kernel.models import GuardedQuerySet
from dangjian.kernel.models.listing import Listing
from dangjian.kernel.scope import current_scope

__all__ = ["MemberFilter"]
ORDERS = {
    "name": ("name_key", "id"),
    "branch": ("org_path", "name_key", "id"),
    "registered": ("-created_at", "id"),
    "joined": ("joined_key", "id"),
    "confirmed": ("confirmed_key", "id"),
    "birth": ("birth_key", "id"),
}
"""Orders of the list. The first three have an index; by dates the chosen people are sorted, undated ones last."""
_DATES = {"joined": "joined_on", "confirmed": "confirmed_on", "birth": "birth_date"}
_LAST = date(9999, 12, 31)
LIST_COLUMNS = (
    "id", "name", "sex", "birth_date", "ethnic_group", "person_category", "membership_status", "register_state",
    "joined_on", "confirmed_on", "standing_correction_months", "education_level", "job_title", "organisation_id",
    "organisation__short_name", "is_mobile", "out_of_contact", "is_abroad", "is_retired", "cell_id", "cell__name",
    "department", "professional_title", "work_post_category", "employee_no", "version",
)  # fmt: skip


@query(LIST_MEMBERS)
def list_members(*, filters: MemberFilter, page: PageRequest) -> dict[str, Any]:
    """One page of people in the actor's places, without sensitive fields. One statement (two with the total)."""
    order = order_of(page, ORDERS, "name")
    helping = tuple(name.removeprefix("-") for name in order if name.removeprefix("-") not in LIST_COLUMNS)
    show = partial(show_row, today=clock.today(), helping=helping)
    listing = _listed(order)
    rows = apply_filter(Person.objects.narrow(listing.rows), filters)
    return paginate(rows, page, order=order, show=show, values=LIST_COLUMNS, listing=listing)


@cache
def _listed(order: tuple[str, ...]) -> Listing:
    """All people with the columns of the list in an order, not narrowed to anybody's places yet; built once."""
    rows = Person.objects.across_tenants("columns and order only; the manager narrows it before it is asked")
    by = order[0].removeprefix("-").removesuffix("_key")
    if by in _DATES:
        rows = rows.annotate(**{f"{by}_key": Coalesce(_DATES[by], Value(_LAST))})
    names = (field.removeprefix("-") for field in order)
    return Listing(rows.order_by(*order).values(*dict.fromkeys((*LIST_COLUMNS, *names))))


def show_row(row: dict[str, Any], *, today: date, helping: tuple[str, ...] = ()) -> dict[str, Any]:
    """A line of the list, made of the row itself: age and standing computed, `helping` columns taken out."""
    months = rules.standing_months(row["confirmed_on"], row.pop("standing_correction_months"), today)
    row["organisation_name"] = row.pop("organisation__short_name")
    row["cell_name"] = row.pop("cell__name") or ""
    row["standing"] = rules.standing_text(months)
    row["age"] = rules.age_on(row["birth_date"], today) if row["birth_date"] else None
    for name in helping:
        del row[name]
    return row


@query(LIST_MEMBERS)
def total_members(*, filters: MemberFilter) -> int:
    """How many people match."""
    return int(apply_filter(Person.objects.all(), filters).count())


@query(LIST_MEMBERS)
def find_people(*, q: str, organisation_id: UUID | None = None, limit: int = 20) -> list[dict[str, Any]]:
    """A few people by name, pinyin or number, for pickers and the global search."""
    filters = MemberFilter(q=q, organisation_id=organisation_id)
    rows = apply_filter(Person.objects.all(), filters).order_by("name_key", "id")
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "person_category": row["person_category"],
            "organisation_id": row["organisation_id"],
            "organisation_name": row["organisation__short_name"],
        }
        for row in rows.values("id", "name", "person_category", "organisation_id", "organisation__short_name")[:limit]
    ]


@query(VIEW_MEMBER)
def member_detail(*, person_id: UUID) -> dict[str, Any]:
    """One record: all fields (sensitive ones masked), posts, relations, repeating sets, open corrections."""
    person: Person = Person.objects.select_related("organisation", "cell", "unit").get(pk=person_id)
    today = clock.today()
    record = {field.name: getattr(person, field.name) for field in FIELDS if field.name not in {"organisation", "cell"}}
    for name in REVEALABLE:
        record[name] = str(record[name]) if record[name] else ""
    months = rules.standing_months(person.confirmed_on, person.standing_correction_months, today)
    scope = current_scope()
    actor = current_actor()
    may_edit = any(place.covers(person.org_path) for place in actor.places(EDIT_MEMBER))
    return {
        "id": person.id,
        "version": person.version,
        "organisation_id": person.organisation_id,
        "organisation_name": person.organisation.short_name,
        "cell_id": person.cell_id,
        "cell_name": person.cell.name if person.cell else "",
        "unit_id": person.unit_id,
        "unit_name": person.unit.name if person.unit else "",
        "left_on": person.left_on,
        "left_reason": person.get_left_reason_display() if person.left_reason else "",
        "suspended_on": person.suspended_on,
        "photo_file_id": person.photo_file_id,
        "record": record,
        "age": rules.age_on(person.birth_date, today) if person.birth_date else None,
        "standing": rules.standing_text(months),
        "has_vote": rules.has_vote(
            person.person_category,
            person.membership_status,
            person.register_state,
            vote_suspended=person.vote_suspended,
        ),
        "in_strength": rules.in_strength(person.person_category, person.membership_status, person.register_state),
        "contact_warning": rules.contact_warning(person.out_of_contact, person.out_of_contact_since, today),
        "posts": _posts(person),
        "relations": _relations(person),
        "changes": _changes(person),
        "educations": list(person.educations.order_by("started_on", "id").values(*EDUCATION_COLUMNS)),
        "awards": list(person.awards.order_by("-given_on", "id").values(*AWARD_COLUMNS)),
        "family": [
            {
                "id": row.id,
                "relation": row.relation,
                "name": row.name.reveal() if row.name else "",
                "unit_and_post": row.unit_and_post,
                "political_status": row.political_status,
            }
            for row in person.family.order_by("created_at", "id")
        ],
        "corrections": _open_corrections(person),
        "is_own": person.id == actor.person_id,
        "may_edit": may_edit,
        "seen_through": [place.path for place in scope.places if place.covers(person.org_path)][:1],
    }


EDUCATION_COLUMNS = (
    "id",
    "school",
    "major",
    "education_level",
    "degree_level",
    "started_on",
    "ended_on",
    "is_full_time",
)
AWARD_COLUMNS = ("id", "title", "given_by", "given_on", "document_no")


def _posts(person: Person) -> list[dict[str, Any]]:
    rows = person.posts.select_related("organisation").order_by("-started_on", "id")
    return [
        {
            "id": row.id,
            "organisation_id": row.organisation_id,
            "organisation_name": row.organisation.short_name,
            "post": row.get_post_kind_display(),
            "started_on": row.started_on,
            "ended_on": row.ended_on,
        }
        for row in rows
    ]


def _relations(person: Person) -> list[dict[str, Any]]:
    rows = OrgRelation.objects.unscoped("the person's own way through the branches").filter(person=person)
    return [
        {
            "organisation_name": row.organisation.short_name,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "reason": row.get_reason_in_display(),
        }
        for row in rows.select_related("organisation").order_by("-valid_from", "-id")
    ]


def _changes(person: Person) -> list[dict[str, Any]]:
    rows = MembershipChange.objects.unscoped("the person's own changes").filter(person=person)
    return [
        {
            "reason": row.get_reason_display(),
            "happened_on": row.happened_on,
            "recorded_at": row.recorded_at,
            "note": "；".join(filter(None, (row.counterpart, row.note))),
        }
        for row in rows.order_by("-happened_on", "-id")
    ]


def _open_corrections(person: Person) -> list[dict[str, Any]]:
    rows = CorrectionRequest.objects.unscoped("shown with the record").filter(person=person, state="pending")
    return [{"id": row.id, "field": row.field, "title": title_of(row.field), "asked_at": row.asked_at} for row in rows]


@query(LIST_MEMBERS)
def branch_people(*, organisation_id: UUID, cell_id: UUID | None = None) -> GuardedQuerySet:
    """People of a branch (or one of its cells) who are on the register now, ordered by name; for other apps."""
    rows: GuardedQuerySet = Person.objects.filter(organisation_id=organisation_id, register_state="active")
    if cell_id is not None:
        rows = rows.filter(cell_id=cell_id)
    return rows.order_by("name_key", "id")

"""What others may read about posts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from pydantic import Field

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.ports import PostNow
from dangjian.directory.posts.enums import COMMITTEE_POSTS, PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.posts.permissions import VIEW_POST
from dangjian.foundation.pinyin import search_term
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.http.paging import order_of
from dangjian.kernel.models import GuardedQuerySet
from dangjian.kernel.scope import subtree_q

ORDERS = {"place": ("org_path", "sort", "started_on", "id"), "started": ("started_on", "id")}
_RANK = {kind: number for number, kind in enumerate(PostKind)}
"""Posts in the order in which people read them: secretary first."""
_COLUMNS = (
    "id", "person_id", "person_name", "organisation_id", "organisation__short_name", "cell_id", "cell__name",
    "post_kind", "origin", "started_on", "ended_on", "document_no", "end_reason", "waiver", "version",
)  # fmt: skip


class PostFilter(Schema):
    """Which posts to list. `on`: those held on that day; otherwise those held now, or all with `ended`."""

    organisation_id: UUID | None = None
    under_id: UUID | None = None
    person_id: UUID | None = None
    post_kind: PostKind | None = None
    on: date | None = None
    ended: bool = False
    q: str = Field("", max_length=60)


def held_q(day: date | None) -> Q:
    """Posts held on a day; None: held now. A post that ended today is over."""
    if day is None:
        return Q(ended_on__isnull=True)
    return Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gte=day))


@query(VIEW_POST)
def list_posts(*, filters: PostFilter, page: PageRequest) -> dict[str, Any]:
    """One page of posts. One statement, one more each for the total and a subtree."""
    rows: GuardedQuerySet = PostHolding.objects.all()
    if filters.under_id is not None:
        root = Organisation.objects.filter(pk=filters.under_id).values_list("org_path", flat=True).get()
        rows = rows.filter(subtree_q("org_path", root))
    for name in ("organisation_id", "person_id", "post_kind"):
        value = getattr(filters, name)
        if value is not None:
            rows = rows.filter(**{name: value})
    if filters.on is not None or not filters.ended:
        rows = rows.filter(held_q(filters.on))
    term = search_term(filters.q)
    if term:
        rows = rows.filter(Q(person_name__contains=term) | Q(person__name_search__contains=term))
    return paginate(rows, page, order=order_of(page, ORDERS, "place"), values=_COLUMNS, show=_show)


def _show(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in _COLUMNS if "__" not in name}
    return {
        **shown,
        "organisation_name": row["organisation__short_name"],
        "cell_name": row["cell__name"] or "",
        "post_label": PostKind(row["post_kind"]).label,
        "in_committee": row["post_kind"] in COMMITTEE_POSTS,
    }


@query(VIEW_POST)
def leading_body(*, organisation_id: UUID, on: date | None = None) -> list[dict[str, Any]]:
    """The committee of an organisation now or on a day, secretary first. Two statements.

    Raises NotFound when the organisation is out of reach.
    """
    Organisation.objects.filter(pk=organisation_id).values_list("id").get()
    rows = PostHolding.objects.filter(
        held_q(on), organisation_id=organisation_id, post_kind__in=COMMITTEE_POSTS
    ).values(*_COLUMNS)
    return sorted(
        (_show(row) for row in rows), key=lambda row: (_RANK[row["post_kind"]], row["started_on"], str(row["id"]))
    )


@query(VIEW_POST)
def post_detail(*, post_id: UUID) -> dict[str, Any]:
    """One post. Raises NotFound when it is out of reach."""
    return _show(PostHolding.objects.filter(pk=post_id).values(*_COLUMNS).get())


@query(VIEW_POST)
def committee_people(*, organisation_id: UUID, on: date | None = None) -> list[UUID]:
    """Ids of the persons in the committee of an organisation, each once: who is due at its committee meetings."""
    rows = PostHolding.objects.filter(
        held_q(on), organisation_id=organisation_id, post_kind__in=COMMITTEE_POSTS
    ).values_list("person_id", flat=True)
    return sorted(set(rows))


def posts_now(*, root: str = "", organisation_ids: list[UUID] | None = None) -> list[PostNow]:
    """Answers `organisations.posts_now`: posts held now, secretary first; one statement, in the scope of the asker."""
    rows = PostHolding.objects.filter(held_q(None))
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=organisation_ids)
    elif root:
        rows = rows.filter(subtree_q("org_path", root))
    found = [
        PostNow(
            post_id=row[0],
            organisation_id=row[1],
            person_id=row[2],
            person_name=row[3],
            post_kind=row[4],
            post_label=str(PostKind(row[4]).label),
            started_on=row[5],
            in_committee=row[4] in COMMITTEE_POSTS,
            confirmed_on=row[6],
        )
        for row in rows.values_list(
            "id", "organisation_id", "person_id", "person_name", "post_kind", "started_on", "person__confirmed_on"
        )
    ]
    return sorted(found, key=lambda post: (_RANK[PostKind(post.post_kind)], post.started_on, str(post.post_id)))


def secretary_ended(*, root: str = "") -> dict[UUID, date]:
    """Answers `organisations.secretary_ended`: the last day of the latest secretary of each organisation."""
    rows = PostHolding.objects.filter(subtree_q("org_path", root), post_kind=PostKind.SECRETARY, ended_on__isnull=False)
    return dict(rows.values_list("organisation_id").annotate(last=Max("ended_on")).order_by())


def people_of_posts(*, organisation_id: UUID, kinds: frozenset[PostKind]) -> list[UUID]:
    """Persons who hold one of some posts of an organisation now: whom a message about it is sent to."""
    rows = PostHolding.objects.unscoped("officers are told of their organisation's matters").filter(
        held_q(None), organisation_id=organisation_id, post_kind__in=kinds
    )
    return sorted(set(rows.values_list("person_id", flat=True)))


@query(VIEW_POST)
def posts_of_person(*, person_id: UUID) -> list[dict[str, Any]]:
    """All posts that somebody holds and held, latest first. Two statements. Raises NotFound for people out of reach
    unless it is oneself."""
    rows = PostHolding.objects.filter(person_id=person_id).order_by("-started_on", "id").values(*_COLUMNS)
    found = [_show(row) for row in rows]
    if not found:
        Person.objects.filter(pk=person_id).values_list("id").get()
    return found

"""What others may read about posts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from pydantic import Field

from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.enums import BODY_POSTS, COMMITTEE_POSTS, PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.posts.permissions import VIEW_POST
from dangjian.directory.posts.queries.loading.held import RANK, held_q
from dangjian.foundation.pinyin import search_term
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.http.paging import order_of
from dangjian.kernel.models import GuardedQuerySet
from dangjian.kernel.scope import subtree_q

ORDERS = {"place": ("org_path", "sort", "started_on", "id"), "started": ("started_on", "id")}
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
    rows = PostHolding.objects.filter(held_q(on), organisation_id=organisation_id, post_kind__in=BODY_POSTS).values(
        *_COLUMNS
    )
    return sorted(
        (_show(row) for row in rows), key=lambda row: (RANK[row["post_kind"]], row["started_on"], str(row["id"]))
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

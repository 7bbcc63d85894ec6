"""Lists of organisations."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from pydantic import Field

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.enums import KINDS_OF_TREE, BranchKind, OrgKind, Tree
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import PICK_ORGANISATION, VIEW_ORGANISATION
from dangjian.directory.organisations.ports import NOBODY, Strength, leading_post
from dangjian.directory.organisations.queries.loading.sums import subtree_sums, topmost
from dangjian.directory.organisations.queries.loading.terms import TermRules
from dangjian.directory.organisations.rules.terms import TermState
from dangjian.foundation.pinyin import search_term
from dangjian.kernel.clock import add_months
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.http.paging import order_of
from dangjian.kernel.scope import subtree_q

ORDERS = {
    "tree": ("org_path",),
    "name": ("name_key", "id"),
    "established": ("established_key", "id"),
    "term_end": ("term_key", "id"),
}
_COLUMNS = (
    "id", "parent_id", "parent__short_name", "org_path", "org_kind", "branch_kind", "short_name", "full_name",
    "org_code", "established_on", "term_end", "term_extended_until", "dissolved_on", "version",
)  # fmt: skip


_LAST = date(9999, 12, 31)
"""Rows without the date come behind all others."""


class OrganisationFilter(Schema):
    """Which organisations to list. `q`: part of a name, pinyin, initials or code. `under_id`: a subtree."""

    q: str = Field("", max_length=60)
    tree: Tree | None = None
    org_kind: OrgKind | None = None
    branch_kind: BranchKind | None = None
    parent_id: UUID | None = None
    under_id: UUID | None = None
    term_state: TermState | None = None
    dissolved: bool = False
    can_approve_members: bool | None = None


@query(VIEW_ORGANISATION)
def list_organisations(*, filters: OrganisationFilter, page: PageRequest) -> dict[str, Any]:
    """One page of organisations with secretary, people of the subtree and state of the term.

    At most five statements: the subtree's root, rows, total, people, posts (rules aside).
    """
    terms = TermRules.today()
    rows = _filtered(filters, terms).annotate(
        established_key=Coalesce("established_on", Value(_LAST)), term_key=Coalesce("term_end", Value(_LAST))
    )
    found = paginate(rows, page, order=order_of(page, ORDERS, "tree"), values=_COLUMNS)
    items = found["items"]
    sums = subtree_sums(ports.strength(*topmost(row["org_path"] for row in items))) if items else {}
    posts = ports.posts_now(organisation_ids=[row["id"] for row in items]) if items else []
    secretaries = {(post.organisation_id, post.post_kind): post.person_name for post in posts}
    found["items"] = [_show(row, sums, secretaries, terms) for row in items]
    return found


def _filtered(filters: OrganisationFilter, terms: TermRules) -> Any:
    rows = Organisation.objects.filter(dissolved_on__isnull=not filters.dissolved)
    term = search_term(filters.q)
    if term:
        rows = rows.filter(Q(name_search__contains=term) | Q(org_code__startswith=term))
    for name in ("org_kind", "branch_kind", "parent_id", "can_approve_members"):
        value = getattr(filters, name)
        if value is not None:
            rows = rows.filter(**{name: value})
    if filters.tree is not None:
        rows = rows.filter(org_kind__in=KINDS_OF_TREE[filters.tree])
    if filters.under_id is not None:
        root = Organisation.objects.filter(pk=filters.under_id).values_list("org_path", flat=True).get()
        rows = rows.filter(subtree_q("org_path", root))
    if filters.term_state is not None:
        rows = rows.filter(_term_q(filters.term_state, terms))
    return rows


def _term_q(state: TermState, terms: TermRules) -> Q:
    """The filter that agrees with `rules.terms.term_state`."""
    today: date = terms.day
    reminded, oldest = add_months(today, terms.reminder_months), add_months(today, -terms.extension_months)
    over = Q(term_end__lte=today)
    extended = over & Q(term_extended_until__gte=today, term_end__gte=oldest)
    overdue = over & ~extended & (Q(term_extended_until__isnull=False) | Q(term_end__lt=oldest))
    return {
        TermState.NONE: Q(term_end__isnull=True),
        TermState.RUNNING: Q(term_end__gt=reminded),
        TermState.EXPIRING: Q(term_end__gt=today, term_end__lte=reminded),
        TermState.EXTENDED: extended,
        TermState.OVERDUE: overdue,
        TermState.EXPIRED: over & Q(term_extended_until__isnull=True, term_end__gte=oldest),
    }[state]


def _show(
    row: dict[str, Any], sums: dict[str, Strength], secretaries: dict[tuple[UUID, str], str], terms: TermRules
) -> dict[str, Any]:
    people = sums.get(row["org_path"], NOBODY)
    return {
        "id": row["id"],
        "parent_id": row["parent_id"],
        "parent_name": row["parent__short_name"] or "",
        "org_kind": row["org_kind"],
        "branch_kind": row["branch_kind"],
        "short_name": row["short_name"],
        "full_name": row["full_name"],
        "org_code": row["org_code"],
        "secretary": secretaries.get((row["id"], leading_post(row["org_kind"])), ""),
        "full_members": people.full,
        "probationary_members": people.probationary,
        "members": people.members,
        "established_on": row["established_on"],
        "term_end": row["term_end"],
        "term_state": terms.state(row["term_end"], row["term_extended_until"]),
        "dissolved_on": row["dissolved_on"],
        "version": row["version"],
    }


@query(PICK_ORGANISATION)
def find_organisations(
    *,
    q: str = "",
    org_kind: OrgKind | None = None,
    under_id: UUID | None = None,
    organisation_id: UUID | None = None,
    limit: int = 20,
) -> list[dict[str, Any]]:
    """A few organisations by name, pinyin, initials or code, for pickers and the global search. Two statements."""
    filters = OrganisationFilter(q=q, org_kind=org_kind, under_id=under_id)
    rows = _filtered(filters, TermRules.today()).order_by("org_path")
    if organisation_id is not None:
        rows = rows.filter(pk=organisation_id)
    return [
        {
            "id": row["id"],
            "name": row["short_name"],
            "org_kind": row["org_kind"],
            "parent_name": row["parent__short_name"] or "",
        }
        for row in rows.values("id", "short_name", "org_kind", "parent__short_name")[:limit]
    ]

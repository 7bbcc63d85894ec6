"""Which grants wait to be confirmed, who the three administrators are, and who stands in for whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS, APPOINT_ADMINISTRATOR, BREAK_GLASS, CONFIRM_GRANTS
from dangjian.directory.grants.queries.grants import COLUMNS, show_grant
from dangjian.directory.grants.queries.loading.counting import counting_q
from dangjian.directory.grants.rules import delegation_problem, review_due
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.pinyin import search_term
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, paginate
from dangjian.kernel.http.paging import order_of
from dangjian.kernel.parameters import Parameter
from dangjian.kernel.permissions import SIGNED_IN

CONFIRM_DAYS = Parameter(
    key="grants.confirm_days",
    title="授权确认周期",
    note="专门授权每隔多少天须确认一次仍需要，到期无人确认自动收回。",
    group="授权",
    kind="integer",
    default=180,
    unit="天",
    minimum=30,
    maximum=184,
)
ORDERS = {"given": ("created_at", "id"), "place": ("org_path", "role", "id"), "holder": ("holder_name", "id")}
MOST = 200
"""Delegations of one person that are shown, newest first."""


@query(CONFIRM_GRANTS)
def list_reviews(*, page: PageRequest) -> dict[str, Any]:
    """One page of the grants in one's places that people confirm, but for one's own: the longest unconfirmed first by
    default. One statement (two with the total)."""
    rows = RoleGrant.objects.filter(counting_q(clock.today()), source="grant").exclude(role__in=ADMINISTRATORS)
    rows = rows.exclude(_held_by(current_actor()))
    return paginate(rows, page, order=order_of(page, ORDERS, "given"), values=COLUMNS, show=_review)


@query(APPOINT_ADMINISTRATOR)
def list_administrators() -> list[dict[str, Any]]:
    """Who the three administrators are today, until when, and until when they must be confirmed. One statement."""
    rows = RoleGrant.objects.filter(counting_q(clock.today()), role__in=ADMINISTRATORS)
    actor = current_actor()
    return [
        {**_review(row), "is_mine": row["person_id"] == actor.person_id or row["account_id"] == actor.account_id}
        for row in rows.order_by("role", "valid_from", "id").values(*COLUMNS)[:MOST]
    ]


@query(SIGNED_IN)
def my_delegations() -> dict[str, Any]:
    """What of one's own can be delegated, whom one lets stand in, and for whom one stands in; ended ones for ninety
    days. Three statements."""
    actor, today = current_actor(), clock.today()
    rows = RoleGrant.objects.unscoped("one's own grants and delegations, given and received")
    own = rows.filter(_held_by(actor), counting_q(today)).order_by("org_path", "role", "id").values(*COLUMNS)
    recent = rows.filter(source="delegation", valid_to__gte=today - timedelta(days=90)).order_by("-created_at", "id")
    return {
        "own": [show_grant(row) for row in own if not delegation_problem(row["role"], row["source"])],
        "given": [_stand_in(row, today) for row in recent.filter(_held_by(actor, "parent__")).values(*COLUMNS)[:MOST]],
        "received": [_stand_in(row, today) for row in recent.filter(_held_by(actor)).values(*COLUMNS)[:MOST]],
    }


@query(BREAK_GLASS)
def find_places(*, q: str) -> list[dict[str, Any]]:
    """A few organisations of the enterprise by name or pinyin, for an emergency outside one's own. One statement."""
    term = search_term(q)
    rows = Organisation.objects.filter(dissolved_on=None, name_search__contains=term) if term else None
    if rows is None:
        return []
    return [
        {"id": row["id"], "name": row["short_name"], "parent_name": row["parent__short_name"] or ""}
        for row in rows.order_by("org_path").values("id", "short_name", "parent__short_name")[:20]
    ]


def _held_by(actor: Actor, prefix: str = "") -> Q:
    held = Q(**{f"{prefix}account_id": actor.account_id, f"{prefix}account_id__isnull": False})
    if actor.person_id is None:
        return held
    return held | Q(**{f"{prefix}person_id": actor.person_id, f"{prefix}person_id__isnull": False})


def _review(row: dict[str, Any]) -> dict[str, Any]:
    due = review_due(row["confirmed_on"], row["created_at"], CONFIRM_DAYS.value())
    return {**show_grant(row), "due_on": due}


def _stand_in(row: dict[str, Any], today: date) -> dict[str, Any]:
    over = row["revoked_at"] is not None or row["valid_to"] < today
    return {**show_grant(row), "is_over": over}

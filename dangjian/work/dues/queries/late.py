"""Members who are behind, for those who keep the dues; and cases that wait for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.dues.models import ArrearsCase, DuesOrder
from dangjian.work.dues.permissions import VIEW_DUES
from dangjian.work.dues.queries.loading.arrears import Late, late_members
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.rules.arrears import state_of
from dangjian.work.dues.rules.months import month_of

MOST_SHOWN = 200


@query(VIEW_DUES)
def list_late(*, organisation_id: UUID, at_least: int = 1) -> dict[str, Any]:
    """Members of a subtree with unpaid months in a row, most months first; two hundred at most.

    Raises NotFound.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    month = month_of(clock.today())
    found = late_members(organisation.org_path, month, at_least=at_least)
    shown = found[:MOST_SHOWN]
    names = dict(
        Organisation.objects.filter(pk__in={each.organisation_id for each in shown}).values_list("pk", "short_name")
    )
    breach = book_of(month).breach_months
    return {
        "total": len(found),
        "items": [
            {
                "person_id": each.person_id,
                "person_name": each.person_name,
                "organisation_id": each.organisation_id,
                "org_name": names.get(each.organisation_id, ""),
                "months": each.run.months,
                "since": each.run.since,
                "owed_fen": each.run.owed,
                "state": state_of(each.run.months, breach).value,
                "state_label": state_of(each.run.months, breach).label,
            }
            for each in shown
        ],
    }


@query(VIEW_DUES)
def standing_of(*, person_id: UUID) -> dict[str, Any]:
    """How a member stands for a letter of transfer: the last month paid in full ("" without one) and the months
    unpaid in a row. Two statements."""
    month = month_of(clock.today())
    rows = DuesOrder.objects.filter(person_id=person_id)
    paid = rows.filter(cancelled_at__isnull=True, paid_fen__gte=F("due_fen"), excused_at__isnull=True)
    last = paid.order_by("-period").values_list("period", flat=True).first()
    late = late_members("", month, rows=rows)
    return {"paid_until": last or "", "unpaid_months": late[0].run.months if late else 0}


@query(VIEW_DUES)
def list_cases(
    *, page: PageRequest, organisation_id: UUID | None = None, is_open: bool | None = None
) -> dict[str, Any]:
    """Cases in reach, newest first. Raises NotFound for an organisation out of reach."""
    rows = ArrearsCase.objects.select_related("organisation")
    if organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=organisation_id).org_path))
    if is_open is not None:
        rows = rows.filter(closed_at__isnull=is_open)
    return paginate(rows, page, order=("-created_at", "id"), show=_shown)


def _shown(case: ArrearsCase) -> dict[str, Any]:
    return {
        "id": case.pk,
        "person_id": case.person_id,
        "person_name": case.person_name,
        "org_name": case.organisation.short_name,
        "since": case.since,
        "months": case.months,
        "opened_at": case.created_at,
        "closed_at": case.closed_at,
        "closed_by": case.closed_by,
        "outcome": case.outcome,
    }


@query(VIEW_DUES)
def cell_leaders(*, person_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Who leads the cell of each of these people; nobody for people without one, and not oneself."""
    cells = dict(Person.objects.filter(pk__in=list(person_ids), cell__isnull=False).values_list("pk", "cell_id"))
    held = PostHolding.objects.filter(
        post_kind=PostKind.CELL_LEADER, cell_id__in=set(cells.values()), ended_on__isnull=True
    )
    leaders = dict(held.values_list("cell_id", "person_id"))
    found = {person_id: leaders.get(cell_id) for person_id, cell_id in cells.items()}
    return {person_id: leader for person_id, leader in found.items() if leader is not None and leader != person_id}


@query(VIEW_DUES)
def late_everywhere() -> list[Late]:
    """Everybody behind in reach; for the daily look of the system."""
    return late_members("", month_of(clock.today()))

"""Members whose dues are behind, from the orders alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from dangjian.kernel.scope import subtree_q
from dangjian.work.dues.models import DuesOrder
from dangjian.work.dues.rules.arrears import DueMonth, Run, unpaid_run
from dangjian.work.dues.rules.months import shift

LOOKED_BACK = 36
"""So many months are looked at; older ones are matters of their own."""


@dataclass(frozen=True, slots=True)
class Late:
    """A member with unpaid months in a row up to the last one that is over."""

    person_id: UUID
    person_name: str
    organisation_id: UUID
    org_path: str
    run: Run


def late_members(root: str, today: str, *, at_least: int = 1, rows: Any = None) -> list[Late]:
    """Members behind in the bound scope, most months first."""
    orders = DuesOrder.objects.all() if rows is None else rows
    recent = orders.filter(
        subtree_q("org_path", root),
        period__lt=today,
        period__gte=shift(today, -LOOKED_BACK),
        cancelled_at__isnull=True,
    )
    behind = recent.filter(due_fen__gt=F("paid_fen"), excused_at__isnull=True).values("person_id")
    columns = ("person_id", "person_name", "organisation_id", "org_path", "period", "due_fen", "paid_fen", "excused_at")
    by_person: dict[UUID, list[Any]] = {}
    for row in recent.filter(person_id__in=behind).order_by("period").values_list(*columns):
        by_person.setdefault(row[0], []).append(row)
    found = []
    for person_id, months in by_person.items():
        run = unpaid_run([DueMonth(row[4], row[5], row[6], row[7] is not None) for row in months], today)
        if run.months >= at_least:
            _, name, organisation_id, path, *_ = months[-1]
            found.append(Late(person_id, name, organisation_id, path, run))
    return sorted(found, key=lambda each: (-each.run.months, each.person_name, str(each.person_id)))

"""Months that a member still owes and may pay in the normal way."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F

from dangjian.work.dues.models import DuesOrder
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.rules.months import month_of, shift


def open_months(person_id: UUID, today: date) -> list[DuesOrder]:
    """Orders of a member that are not paid in full, oldest first, at most as far back as the rules take arrears."""
    month = month_of(today)
    rows = DuesOrder.objects.unscoped("what the acting member owes, or who gave the acting person a link")
    owed = rows.filter(
        person_id=person_id,
        cancelled_at__isnull=True,
        due_fen__gt=F("paid_fen"),
        period__gte=shift(month, -book_of(month).back_months),
    )
    return list(owed.order_by("period"))

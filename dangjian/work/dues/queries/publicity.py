"""Publishing collection to the members without telling anybody's pay (dues.md, section 9)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.clock import at_local
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput, NotFound
from dangjian.work.dues.models import DuesOrder
from dangjian.work.dues.permissions import VIEW_PUBLICITY
from dangjian.work.dues.rules.months import first_day, is_month, month_of, shift

FEWEST = 3
"""A sum of fewer members would tell what one of them earns: it is not shown."""
MOST_NAMES = 1_000


@query(VIEW_PUBLICITY)
def publicity(*, organisation_id: UUID, period: str) -> dict[str, Any]:
    """Who of a branch paid for a month, and the sum: names without amounts, no base, no rate, no order by amount.

    Nobody is named as not having paid. The sum is that of the day the month ended, told from then on: a sum that grows
    with each name would tell what each one paid. Raises NotFound, BadInput.
    """
    if not is_month(period):
        raise BadInput("dues.month", f"月份应如 {month_of(clock.today())}。", field="period")
    organisation: Organisation | None = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound()
    rows = DuesOrder.objects.filter(organisation=organisation, period=period, cancelled_at__isnull=True)
    people = rows.count()
    paid = rows.filter(paid_fen__gte=F("due_fen")).order_by("person__name_key", "pk")
    names = list(paid.values_list("person_name", flat=True)[:MOST_NAMES])
    over = at_local(first_day(shift(period, 1)))
    in_time = list(paid.filter(paid_at__lt=over).values_list("paid_fen", flat=True))
    is_told = clock.now() >= over and len(in_time) >= FEWEST
    return {
        "organisation_id": organisation.pk,
        "org_name": organisation.short_name,
        "period": period,
        "people": people,
        "paid_people": len(names),
        "paid_names": names,
        "total_fen": sum(in_time) if is_told else None,
    }

"""Publishing collection to the members without telling anybody's pay (dues.md, section 9)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.clock import at_local
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput, NotFound
from dangjian.work.dues.models import DuesExpense, DuesOrder, LedgerEntry
from dangjian.work.dues.permissions import VIEW_PUBLICITY
from dangjian.work.dues.rules.kinds import Account
from dangjian.work.dues.rules.months import first_day, is_month, month_of, shift
from dangjian.work.dues.rules.using import ExpensePurpose

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


@query(VIEW_PUBLICITY)
def year_publicity(*, organisation_id: UUID, year: int) -> dict[str, Any]:
    """What an organisation collected and used in a year: sums alone, for each purpose; no payer, no payee, no balance.

    Collected is the sum of what was published month by month, so that nothing can be subtracted from it. Used is what
    was booked in the year less what was reversed in it. Raises NotFound.
    """
    place: Organisation | None = Organisation.objects.filter(pk=organisation_id).first()
    if place is None:
        raise NotFound()
    months, collected = _published(place, year)
    uses = _used(place, year)
    return {
        "organisation_id": place.pk,
        "org_name": place.short_name,
        "year": year,
        "published_months": months,
        "collected_fen": collected,
        "spent_fen": sum(amount for _, amount in uses.values()),
        "uses": [
            {"purpose_label": each.label, "count": uses[each][0], "amount_fen": uses[each][1]}
            for each in ExpensePurpose
            if each in uses and uses[each] != (0, 0)
        ],
    }


def _published(place: Organisation, year: int) -> tuple[int, int]:
    """How many months of the year were published with a sum, and the sum of these."""
    rows = DuesOrder.objects.filter(
        organisation=place,
        period__gte=f"{year}-01",
        period__lte=f"{year}-12",
        cancelled_at__isnull=True,
        paid_fen__gte=F("due_fen"),
        paid_at__isnull=False,
    )
    now = clock.now()
    in_time: dict[str, list[int]] = defaultdict(list)
    for period, fen, paid_at in rows.order_by().values_list("period", "paid_fen", "paid_at"):
        over = at_local(first_day(shift(period, 1)))
        if paid_at < over <= now:
            in_time[period].append(fen)
    told = [sum(each) for each in in_time.values() if len(each) >= FEWEST]
    return len(told), sum(told)


def _used(place: Organisation, year: int) -> dict[ExpensePurpose, tuple[int, int]]:
    """Number and sum of expenses for each purpose by the books of the year."""
    entries = LedgerEntry.objects.filter(
        organisation=place, account=Account.SPENT, month__gte=f"{year}-01", month__lte=f"{year}-12"
    )
    booked = dict(entries.order_by().values_list("posting_id", "amount_fen"))
    if not booked:
        return {}
    rows = DuesExpense.objects.filter(Q(posting_id__in=booked) | Q(reversal_id__in=booked), organisation=place)
    found: dict[ExpensePurpose, tuple[int, int]] = {}
    for purpose, posting_id, reversal_id in rows.values_list("purpose", "posting_id", "reversal_id"):
        count, amount = found.get(ExpensePurpose(purpose), (0, 0))
        for key, step in ((posting_id, 1), (reversal_id, -1)):
            if key in booked:
                count, amount = count + step, amount + booked[key]
        found[ExpensePurpose(purpose)] = (count, amount)
    return found

"""What an organisation may spend, and for what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Min, Sum

from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.rulebook.queries import rules_under
from dangjian.work.dues.models import DuesExpense, LedgerEntry
from dangjian.work.dues.queries.loading.passing import basis_of
from dangjian.work.dues.rules.kinds import Account
from dangjian.work.dues.rules.months import month_of
from dangjian.work.dues.rules.using import ExpensePurpose, ExpenseState, Funds

_REASON = "the books of an organisation that was loaded in scope"


def held_of(organisation: Organisation) -> int:
    """Money of dues that an organisation holds by its books."""
    entries = LedgerEntry.objects.unscoped(_REASON).filter(organisation=organisation, account=Account.MONEY)
    return int(entries.aggregate(total=Sum("amount_fen"))["total"] or 0)


def funds_of(organisation: Organisation, today: date, *, without: UUID | None = None) -> Funds:
    """Money held, what of it has to be passed up, and what waits to be booked (but for one expense)."""
    waiting = DuesExpense.objects.unscoped(_REASON).filter(organisation=organisation, state=ExpenseState.WAITING)
    if without is not None:
        waiting = waiting.exclude(pk=without)
    return Funds(
        held=held_of(organisation),
        owed_up=max(basis_of(organisation, month_of(today)).amount, 0),
        waiting=int(waiting.aggregate(total=Sum("amount_fen"))["total"] or 0),
    )


def first_money(organisation: Organisation) -> date | None:
    """The day on which money of dues first came in."""
    entries = LedgerEntry.objects.unscoped(_REASON).filter(
        organisation=organisation, account=Account.MONEY, amount_fen__gt=0
    )
    found: date | None = entries.aggregate(first=Min("posting__happened_on"))["first"]
    return found


def allowed_purposes(on: date) -> dict[str, str]:
    """Purposes that the rule book allows on a day, each with its clause; one query."""
    found = rules_under("dues.use.", on=on)
    listed = found.get("dues.use.purposes")
    known = {each.value for each in ExpensePurpose}
    purposes = {} if listed is None else {name: listed.citation for name in listed.value if name in known}
    activities = found.get("dues.use.activities")
    if activities is not None and activities.value is True:
        purposes[ExpensePurpose.ACTIVITIES.value] = activities.citation
    return purposes

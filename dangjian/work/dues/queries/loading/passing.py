"""What an organisation has to pass up: computed from the ledger of months that are over."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Min, Sum

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.work.dues.models import LedgerEntry, Remittance
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.queries.loading.ways import Ways
from dangjian.work.dues.rules.kinds import Account
from dangjian.work.dues.rules.months import shift
from dangjian.work.dues.rules.sharing import goes_up_whole, own_collection, split

_REASON = "the books of an organisation that was loaded in scope"


@dataclass(frozen=True, slots=True)
class Basis:
    """What came in since the last remittance. `shared` is divided, `whole` goes up in full."""

    first_month: str
    last_month: str
    shared: int
    whole: int
    share_up: int

    @property
    def amount(self) -> int:
        """What is passed up."""
        return split(max(self.shared, 0), self.share_up).up + self.whole


def basis_of(organisation: Organisation, last_month: str) -> Basis:
    """What an organisation passes up, up to and including a month."""
    entries = LedgerEntry.objects.unscoped(_REASON).filter(organisation=organisation)
    first = _first_month(organisation, last_month, entries)
    came = entries.filter(month__gte=first, month__lte=last_month)
    sums = dict(came.order_by().values_list("account").annotate(total=Sum("amount_fen")))
    from_below = -sums.get(Account.FROM_BELOW, 0)
    collected = own_collection(sums)
    book = book_of(last_month)
    given = came.filter(account=Account.VOLUNTARY).order_by().values("posting__reverses", "posting_id", "person_id")
    whole = _whole(given.values_list("amount_fen", flat=True), book.to_centre)
    received = Remittance.objects.unscoped(_REASON).filter(
        to_organisation=organisation, received_posting__entries__month__gte=first,
        received_posting__entries__month__lte=last_month, received_posting__entries__account=Account.MONEY,
    )  # fmt: skip
    whole_below = sum(received.values_list("whole_fen", flat=True))
    is_branch = organisation.org_kind == OrgKind.BRANCH
    share_up = Ways(book, last_month).share_up(organisation.org_path, is_branch=is_branch)
    return Basis(first, last_month, collected - whole + from_below - whole_below, whole + whole_below, share_up)


def _whole(amounts: object, limit: int) -> int:
    """Voluntary payments that go up in full; a reversal of one counts the other way round."""
    found = 0
    for amount in amounts:  # type: ignore[attr-defined]  # credits are negative
        if goes_up_whole(abs(amount), limit):
            found -= amount
    return found


def _first_month(organisation: Organisation, last_month: str, entries: object) -> str:
    sent = Remittance.objects.unscoped(_REASON).filter(organisation=organisation, withdrawn_at__isnull=True)
    latest = sent.order_by("-last_month").values_list("last_month", flat=True).first()
    if latest is not None:
        return shift(latest, 1)
    earliest = entries.aggregate(first=Min("month"))["first"]  # type: ignore[attr-defined]  # a query set
    return str(earliest or last_month)

"""Booking: postings whose lines add up to nothing. The only place that writes the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit
from dangjian.kernel.models.bulk import Mould
from dangjian.work.dues.models import LedgerEntry, Posting
from dangjian.work.dues.rules.kinds import Account, PostingKind
from dangjian.work.dues.rules.months import month_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line to book: debits are positive."""

    account: Account
    amount: int
    period: str = ""
    person_id: UUID | None = None
    order_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """The lines of one organisation."""

    organisation_id: UUID
    org_path: str
    lines: Sequence[Line]


class Unbalanced(RuntimeError):
    """Programming error: the lines of a posting do not add up to nothing."""


def book_many(
    unit: Unit,
    *,
    bookings: Sequence[Booking],
    kind: PostingKind,
    on: date,
    memo: str = "",
    reverses: Posting | None = None,
) -> list[Posting]:
    """Book for several organisations by a few statements. Raises Unbalanced; lines of nothing are left out."""
    for booking in bookings:
        if sum(line.amount for line in booking.lines) != 0:
            raise Unbalanced(f"{kind}: {booking.lines}")
    head = Mould(
        Posting(kind=kind.value, happened_on=on, memo=memo[:200], reverses=reverses, recorded_by=unit.actor.name[:80])
    )
    postings = [head.row(organisation_id=each.organisation_id, org_path=each.org_path) for each in bookings]
    unit.create_many(postings)
    line_of = Mould(LedgerEntry(month=month_of(unit.today)))
    unit.create_many(
        line_of.row(
            posting_id=posting.pk,
            organisation_id=booking.organisation_id,
            org_path=booking.org_path,
            account=line.account.value,
            amount_fen=line.amount,
            period=line.period,
            person_id=line.person_id,
            order_id=line.order_id,
        )
        for posting, booking in zip(postings, bookings, strict=True)
        for line in booking.lines
        if line.amount
    )
    return postings


def book(
    unit: Unit,
    *,
    place: Organisation,
    lines: Sequence[Line],
    kind: PostingKind,
    on: date,
    memo: str = "",
    reverses: Posting | None = None,
) -> Posting:
    """Book for one organisation."""
    booking = Booking(place.pk, place.org_path, lines)
    return book_many(unit, bookings=[booking], kind=kind, on=on, memo=memo, reverses=reverses)[0]

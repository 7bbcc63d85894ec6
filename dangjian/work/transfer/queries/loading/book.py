"""The rule book as transfers read it."""

from __future__ import annotations

from datetime import date

from dangjian.foundation.rulebook.queries import rules_under
from dangjian.work.transfer.rules.clocks import HopLimit, TransferBook
from dangjian.work.transfer.rules.hops import HopKind


def book_on(day: date) -> TransferBook:
    """The limits in force on a day; at most one query. A leg that the book does not name has no limit."""
    found = rules_under("transfer.", on=day)
    ceiling = found["transfer.letter.ceiling_days"]
    hops = []
    for kind in HopKind:
        version = found.get(f"transfer.hop.{kind}")
        hops.append(HopLimit(kind, None, "") if version is None else HopLimit(kind, version.value, version.citation))
    return TransferBook(
        valid_from=ceiling.effective_from,
        ceiling_days=ceiling.value,
        ceiling_clause=ceiling.citation,
        default_days=min(found["transfer.letter.default_days"].value, ceiling.value),
        hops=tuple(hops),
    )

"""Which rows are over, and what holds stop: read by the nightly job and again when something is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from dangjian.identity.accounts.models import Account
from dangjian.kernel.privacy import Declaration, declarations
from dangjian.kernel.privacy.terms import Keeping, about_q, rows_of, term_of
from dangjian.ops.retention.models import LegalHold

REASON = "rows whose term is over, wherever they lie"


def tables(keeping: Keeping) -> list[Declaration]:
    """The tables of the register with one kind of term."""
    return [declared for declared in declarations() if (term := term_of(declared)) and term.keeping is keeping]


def table_of(label: str, keeping: Keeping) -> Declaration:
    """The table of that name, if it has such a term. Raises LookupError: nothing else is ever erased."""
    for declared in tables(keeping):
        if declared.model._meta.label == label:
            return declared
    raise LookupError(f"{label} is not kept {keeping.value}")


def active_holds(today: date) -> list[LegalHold]:
    """Holds that count on a day; one statement."""
    return list(LegalHold.objects.filter(ended_at=None, until__gte=today).order_by("until", "id"))


def over(declared: Declaration, today: date, holds: list[LegalHold]) -> Any:
    """Rows of a timed table that are over and not held."""
    term = term_of(declared)
    assert term is not None  # tables without a term are refused by the system check
    rows = rows_of(declared.model, REASON).filter(term.over_q(declared.model, today))
    if any(hold.table == declared.model._meta.label for hold in holds):
        return rows.none()
    held = about_q(
        declared,
        person_ids=[hold.person_id for hold in holds if hold.person_id],
        account_ids=[hold.account_id for hold in holds if hold.account_id],
    )
    return rows if held is None else rows.exclude(held)


def of_account(account_id: UUID, person_id: UUID | None) -> Iterator[tuple[Declaration, Any]]:
    """Tables kept as long as an account is used, with the rows of this one; the account itself is not among them."""
    for declared in tables(Keeping.ACCOUNT):
        if declared.model is Account:
            continue
        condition = about_q(declared, person_ids=[person_id] if person_id else [], account_ids=[account_id])
        if condition is not None:
            yield declared, rows_of(declared.model, REASON).filter(condition)


def holds_on(account_id: UUID, person_id: UUID | None, today: date) -> list[LegalHold]:
    """Holds that stop the erasure of an account."""
    about = Q(account_id=account_id)
    if person_id is not None:
        about |= Q(person_id=person_id)
    tables_held = [declared.model._meta.label for declared in tables(Keeping.ACCOUNT)]
    rows = LegalHold.objects.filter(about | Q(table__in=tables_held), ended_at=None, until__gte=today)
    return list(rows.order_by("until", "id"))

"""Lines of bank statements with those who may have paid them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F

from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.dues.models import BankLine, DuesOrder
from dangjian.work.dues.permissions import TAKE_PAYMENT
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.rules.bank import BankEntry, Candidate, Debtor, candidates
from dangjian.work.dues.rules.months import month_of, shift


@query(TAKE_PAYMENT)
def list_bank_lines(*, page: PageRequest, organisation_id: UUID, state: str = "") -> dict[str, Any]:
    """Lines on the account of an organisation, newest first; open ones with candidates. Raises NotFound."""
    organisation = Organisation.objects.get(pk=organisation_id)
    rows = BankLine.objects.filter(organisation=organisation).select_related("person")
    if state:
        rows = rows.filter(state=state)
    found = paginate(rows, page, order=("-happened_on", "id"))
    lines: list[BankLine] = found["items"]
    debtors = _debtors(organisation, [line for line in lines if line.state == BankLine.OPEN])
    return {**found, "items": [_shown(line, debtors) for line in lines]}


def _debtors(organisation: Organisation, lines: Sequence[BankLine]) -> list[Debtor]:
    """Members below the organisation whose names stand in the lines, with their open months."""
    if not lines:
        return []
    people = Person.objects.filter(
        subtree_q("org_path", organisation.org_path),
        register_state=RegisterState.ACTIVE,
        person_category__in=PARTY_MEMBERS,
    )
    told = [line.payer_name + " " + line.remark for line in lines]
    names = people.values_list("pk", "name", "organisation__short_name")
    named = [
        (pk, name, org) for pk, name, org in names.iterator(chunk_size=5_000) if any(name in text for text in told)
    ]
    month = month_of(clock.today())
    earliest = shift(month, -book_of(month).back_months)
    orders = DuesOrder.objects.filter(
        person_id__in=[pk for pk, _, _ in named],
        period__gte=earliest,
        cancelled_at__isnull=True,
        due_fen__gt=F("paid_fen"),
    )
    months: dict[UUID, list[tuple[str, int]]] = {}
    for person_id, period, due, paid in orders.order_by("period").values_list(
        "person_id", "period", "due_fen", "paid_fen"
    ):
        months.setdefault(person_id, []).append((period, due - paid))
    return [Debtor(pk, name, org, tuple(months.get(pk, ()))) for pk, name, org in named]


def _shown(line: BankLine, debtors: Sequence[Debtor]) -> dict[str, Any]:
    entry = BankEntry(0, line.happened_on, line.amount_fen, line.payer_name, line.remark, line.reference)
    return {
        "id": line.pk,
        "happened_on": line.happened_on,
        "amount_fen": line.amount_fen,
        "payer_name": line.payer_name,
        "remark": line.remark,
        "reference": line.reference,
        "file_name": line.file_name,
        "state": line.state,
        "person_name": line.person.name if line.person is not None else "",
        "note": line.note,
        "decided_by": line.decided_by,
        "candidates": [_candidate(each) for each in candidates(entry, debtors)] if line.state == BankLine.OPEN else [],
    }


def _candidate(found: Candidate) -> dict[str, Any]:
    return {
        "person_id": found.debtor.person_id,
        "person_name": found.debtor.name,
        "org_name": found.debtor.org_name,
        "reasons": list(found.reasons),
        "months": [{"period": month, "amount_fen": amount} for month, amount in found.months],
        "rest_fen": found.rest,
        "is_exact": found.rest == 0 and bool(found.months),
    }

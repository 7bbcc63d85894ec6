"""A member's own dues: what, why, since when, what was paid; and what dues would be for an amount."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput, NotFound
from dangjian.work.dues.models import DuesBase, DuesOrder, DuesPayment
from dangjian.work.dues.permissions import VIEW_OWN_DUES
from dangjian.work.dues.queries.loading.book import Book, book_of
from dangjian.work.dues.queries.loading.plan import held_bases
from dangjian.work.dues.queries.loading.show import base_answer, order_answer, payment_answer
from dangjian.work.dues.queries.loading.ways import Ways
from dangjian.work.dues.rules.arrears import DueMonth, unpaid_run
from dangjian.work.dues.rules.kinds import BY_BASE, PayerKind, Rounding
from dangjian.work.dues.rules.months import month_of
from dangjian.work.dues.rules.others import LeagueTerms, league_dues, union_fee
from dangjian.work.dues.rules.rates import NotAssessable, assess

MONTHS_SHOWN = 36


@query(VIEW_OWN_DUES)
def my_dues() -> dict[str, Any]:
    """One's own dues: the entry that holds now with its formula and clause, the months, the receipts, the history."""
    person_id = current_actor().person_id
    month = month_of(clock.today())
    if person_id is None:
        return {"month": month, "current": None, "orders": [], "payments": [], "bases": [], "unpaid_months": 0}
    orders = list(DuesOrder.objects.filter(person_id=person_id, cancelled_at__isnull=True).order_by("-period"))
    shown = orders[:MONTHS_SHOWN]
    payments = DuesPayment.objects.filter(person_id=person_id).select_related("organisation").order_by("-created_at")
    bases = list(DuesBase.objects.filter(person_id=person_id).order_by("-valid_from", "-created_at")[:MONTHS_SHOWN])
    held = held_bases([person_id], month).get(person_id)
    current = next((base for base in bases if held is not None and base.pk == held["pk"]), None)
    run = unpaid_run(
        [DueMonth(each.period, each.due_fen, each.paid_fen, each.excused_at is not None) for each in orders], month
    )
    return {
        "month": month,
        "current": base_answer(current, explain=True) if current is not None else None,
        "orders": [order_answer(order) for order in shown],
        "payments": [payment_answer(payment) for payment in payments[:MONTHS_SHOWN]],
        "bases": [base_answer(base) for base in bases],
        "unpaid_months": run.months,
    }


@query(VIEW_OWN_DUES)
def receipt(*, payment_id: UUID) -> dict[str, Any]:
    """The receipt of one's own payment: everything that was handed over with it. Raises NotFound."""
    payment: DuesPayment | None = DuesPayment.objects.filter(pk=payment_id).select_related("organisation").first()
    if payment is None:
        raise NotFound()
    together = DuesPayment.objects.filter(posting_id=payment.posting_id, person_id=payment.person_id)
    rows = list(together.select_related("organisation").order_by("period", "kind"))
    return {
        **payment_answer(payment),
        "lines": [payment_answer(row) for row in rows],
        "total_fen": sum(row.amount_fen for row in rows if row.reversal_id is None),
    }


@query(VIEW_OWN_DUES)
def calculation(*, payer_kind: str, amount_fen: int | None, rounding: Rounding | None = None) -> dict[str, Any]:
    """What would be owed by a rate table that holds today; nothing is kept. Raises BadInput for what is missing.

    `payer_kind` is that of a member, `union_fee` (basic pay) or `league` (income after tax).
    """
    month = month_of(clock.today())
    book = book_of(month)
    if payer_kind in {"union_fee", "league"}:
        return _others(payer_kind, amount_fen or 0, book)
    kind = PayerKind(payer_kind)
    by_base = kind in BY_BASE
    way = rounding or Ways(book, month).at("").rounding
    try:
        found = assess(
            kind, book.terms, base=amount_fen if by_base else None, agreed=None if by_base else amount_fen, rounding=way
        )
    except NotAssessable as problem:
        raise BadInput("dues.calculation.amount", f"{problem}。", field="amount_yuan") from problem
    return {"amount_fen": found.amount, "words": found.words, "clause": book.terms.clause(kind)}


def _others(which: str, amount: int, book: Book) -> dict[str, Any]:
    version = book.versions[f"dues.others.{which}"]
    value = version.value
    if which == "union_fee":
        fen = union_fee(amount, rate=value["rate"], step=value["counted_step"])
    else:
        fen = league_dues(amount, LeagueTerms(value["edge"], value["fixed"], value["rate"], value["most"]))
    return {"amount_fen": fen, "words": version.text, "clause": version.citation}

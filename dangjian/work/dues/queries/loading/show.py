"""Rows of dues as answers. Whoever calls has decided that amounts may be shown."""

from __future__ import annotations

from typing import Any

from dangjian.work.dues.models import DuesBase, DuesOrder, DuesPayment
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.rules.kinds import BaseSource, Channel, FixReason, PayerKind, PaymentKind, Rounding
from dangjian.work.dues.rules.rates import NotAssessable, assess


def base_fen(base: DuesBase) -> int | None:
    """The base of an entry, opened."""
    return int(base.base.reveal()) if base.base else None


def base_answer(base: DuesBase, *, explain: bool = False) -> dict[str, Any]:
    """One entry with its base; with `explain` the formula in words and the clause."""
    opened = base_fen(base)
    words, clause = "", ""
    if explain:
        book = book_of(base.valid_from)
        kind = PayerKind(base.payer_kind)
        clause = book.terms.clause(kind)
        try:
            found = assess(kind, book.terms, base=opened, agreed=base.agreed_fen, rounding=Rounding(base.rounding))
            words = found.words
        except NotAssessable as problem:
            words = str(problem)
    return {
        "id": base.pk,
        "person_id": base.person_id,
        "person_name": base.person_name,
        "valid_from": base.valid_from,
        "valid_until": base.valid_until,
        "payer_kind": base.payer_kind,
        "payer_label": PayerKind(base.payer_kind).label,
        "base_fen": opened,
        "amount_fen": base.amount_fen,
        "rate": base.rate,
        "is_capped": base.is_capped,
        "source_label": BaseSource(base.source).label,
        "reason_label": FixReason(base.reason).label,
        "note": base.note,
        "approved_by": base.approved_by,
        "recorded_by": base.recorded_by,
        "recorded_at": base.created_at,
        "words": words,
        "clause": clause,
    }


def state_of_order(order: DuesOrder, month: str = "") -> str:
    """How an order stands: paid, part, excused or open."""
    if order.paid_fen >= order.due_fen:
        return "paid"
    if order.excused_at is not None:
        return "excused"
    return "part" if order.paid_fen else "open"


def order_answer(order: DuesOrder) -> dict[str, Any]:
    """One order."""
    return {
        "id": order.pk,
        "person_id": order.person_id,
        "person_name": order.person_name,
        "period": order.period,
        "payer_label": PayerKind(order.payer_kind).label,
        "due_fen": order.due_fen,
        "paid_fen": order.paid_fen,
        "is_capped": order.is_capped,
        "paid_at": order.paid_at,
        "state": state_of_order(order),
        "excuse": order.excuse,
    }


def receipt_no(payment: DuesPayment) -> str:
    """The number on a receipt: 2026-00017."""
    return f"{payment.receipt_year}-{payment.receipt_number:05d}"


def payment_answer(payment: DuesPayment) -> dict[str, Any]:
    """One payment."""
    return {
        "id": payment.pk,
        "person_id": payment.person_id,
        "person_name": payment.person_name,
        "org_name": payment.organisation.short_name,
        "period": payment.period,
        "kind": payment.kind,
        "kind_label": PaymentKind(payment.kind).label,
        "amount_fen": payment.amount_fen,
        "paid_on": payment.paid_on,
        "channel_label": Channel(payment.channel).label,
        "receipt_no": receipt_no(payment),
        "handed_over_by": payment.handed_over_by,
        "recorded_by": payment.recorded_by,
        "recorded_at": payment.created_at,
        "is_reversed": payment.reversal_id is not None,
        "reversed_reason": payment.reversed_reason,
    }

"""Statements of platforms, and where they differ from the books."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.dues.models import ChannelStatement, PaymentAccount, StatementDifference
from dangjian.work.dues.permissions import RECONCILE
from dangjian.work.dues.rules.channels.comparing import ALLOWED, WHAT_TO_DO, Decision, DifferenceKind
from dangjian.work.dues.rules.channels.settings import PlatformKind


@query(RECONCILE)
def account_to_compare(*, account_id: UUID) -> PaymentAccount:
    """The row of an account in reach. Raises NotFound."""
    found: PaymentAccount = PaymentAccount.objects.get(pk=account_id)
    return found


@query(RECONCILE)
def list_statements(*, page: PageRequest, organisation_id: UUID) -> dict[str, Any]:
    """Statements that were compared, latest day first. Raises NotFound."""
    place = Organisation.objects.get(pk=organisation_id)
    rows = ChannelStatement.objects.filter(subtree_q("org_path", place.org_path)).select_related("account")
    waiting = Count("differences", filter=Q(differences__decided_at__isnull=True))
    return paginate(rows.annotate(waiting=waiting), page, order=("-day", "id"), show=_statement)


def _statement(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "account_label": f"{PlatformKind(row.account.kind).label} {row.account.merchant_id}",
        "org_name": row.account.org_name,
        "day": row.day,
        "lines": row.lines,
        "total_fen": row.total_fen,
        "waiting": row.waiting,
        "compared_at": row.compared_at,
        "compared_by": row.compared_by,
    }


@query(RECONCILE)
def list_differences(*, page: PageRequest, organisation_id: UUID, is_open: bool | None = None) -> dict[str, Any]:
    """Differences, those that wait first asked for by `is_open`. Raises NotFound."""
    place = Organisation.objects.get(pk=organisation_id)
    rows = StatementDifference.objects.filter(subtree_q("org_path", place.org_path))
    if is_open is not None:
        rows = rows.filter(decided_at__isnull=is_open)
    return paginate(rows.select_related("statement__account"), page, order=("-created_at", "id"), show=_difference)


def _difference(row: StatementDifference) -> dict[str, Any]:
    kind = DifferenceKind(row.kind)
    return {
        "id": row.pk,
        "account_label": PlatformKind(row.statement.account.kind).label,
        "day": row.statement.day,
        "kind_label": kind.label,
        "transaction_id": row.transaction_id,
        "order_number": row.order_number,
        "platform_fen": row.platform_fen,
        "our_fen": row.our_fen,
        "what_to_do": "" if row.decided_at else WHAT_TO_DO[kind],
        "choices": [] if row.decided_at else [{"value": each.value, "label": each.label} for each in ALLOWED[kind]],
        "decision_label": Decision(row.decision).label if row.decision else "",
        "note": row.finding,
        "decided_by": row.decided_by,
    }

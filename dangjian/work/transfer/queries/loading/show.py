"""Transfers as the API answers them."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.work.transfer.models import Transfer, TransferHop
from dangjian.work.transfer.rules.checks import TransferCause
from dangjian.work.transfer.rules.hops import ROUTES, HopKind, TransferScope
from dangjian.work.transfer.rules.states import ENDED, RefusalReason, TransferState

OUTCOMES = {
    "": "办理中",
    "checked": "已审核",
    "issued": "已转出",
    "accepted": "已接收",
    "refused": "已退回",
    "withdrawn": "已撤回",
    "expired": "介绍信逾期失效",
    "lost": "介绍信遗失",
    "returned": "已收回执",
}


def listed(row: Transfer, today: date) -> dict[str, Any]:
    """A transfer in a list."""
    late = (today - row.hop_due_on).days if row.hop_due_on else 0
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "person_name": row.person_name,
        "scope": row.scope,
        "scope_label": TransferScope(row.scope).label,
        "state": row.state,
        "state_label": TransferState(row.state).label,
        "now_with": row.now_with,
        "now_with_label": "" if row.state in ENDED else HopKind(row.now_with).label,
        "from_name": row.from_name,
        "to_name": row.to_name,
        "asked_on": row.created_at.date(),
        "hop_due_on": row.hop_due_on,
        "days_overdue": max(late, 0),
        "is_ended": row.state in ENDED,
        "accepted_on": row.accepted_on,
        "ended_on": row.ended_on,
    }


def hop_answer(hop: TransferHop, today: date) -> dict[str, Any]:
    """A leg: how long it took, and how many days beyond its limit."""
    until = hop.left_on or today
    return {
        "number": hop.number,
        "kind_label": HopKind(hop.kind).label,
        "organisation_name": hop.organisation_name,
        "arrived_on": hop.arrived_on,
        "due_on": hop.due_on,
        "left_on": hop.left_on,
        "days": (until - hop.arrived_on).days,
        "days_overdue": max((until - hop.due_on).days, 0) if hop.due_on else 0,
        "outcome": hop.outcome,
        "outcome_label": OUTCOMES.get(hop.outcome, hop.outcome),
        "acted_by": hop.acted_by,
        "remark": hop.remark,
        "clause": hop.clause,
    }


def detailed(row: Transfer, hops: list[TransferHop], today: date) -> dict[str, Any]:
    """A transfer with its legs, and those that are still to come."""
    way = ROUTES[TransferScope(row.scope)]
    names = {
        HopKind.FROM_BRANCH: row.from_name,
        HopKind.FROM_COMMITTEE: row.from_committee_name or row.from_name,
        HopKind.TO_COMMITTEE: row.to_committee_name,
        HopKind.TO_BRANCH: row.to_name,
        HopKind.OUTSIDE: row.to_name,
        HopKind.RECEIPT: row.from_committee_name or row.from_name,
    }
    at = [kind for _, kind in way].index(HopKind(row.now_with)) if row.state not in ENDED else len(way)
    return {
        **listed(row, today),
        "version": row.version,
        "cause": row.cause,
        "cause_label": TransferCause(row.cause).label,
        "reason": row.note,
        "organisation_id": row.organisation_id,
        "to_organisation_id": row.to_organisation_id,
        "from_committee_name": row.from_committee_name,
        "to_committee_name": row.to_committee_name,
        "asked_by": row.asked_by,
        "is_own_request": row.is_own_request,
        "checked_by": row.checked_by,
        "dues_paid_until": row.dues_paid_until,
        "unpaid_months": row.unpaid_months,
        "refused_for_label": RefusalReason(row.refused_for).label if row.refused_for else "",
        "refusal_note": row.refusal_note,
        "accepted_by": row.accepted_by,
        "hops": [hop_answer(hop, today) for hop in hops],
        "ahead": [{"kind_label": kind.label, "organisation_name": names[kind]} for _, kind in way[at + 1 :]],
    }


def long_month(month: str) -> str:
    """A month as letters write it: 2026年7月."""
    return f"{month[:4]}年{int(month[5:7])}月" if month else "（没有交纳记录）"

"""How proposals and holds are told."""

from __future__ import annotations

from typing import Any

from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.ops.retention.commands import BULK_ROWS
from dangjian.ops.retention.models import LegalHold, ProposalState, RetentionProposal
from dangjian.ops.retention.signing import is_genuine
from dangjian.ops.settings.words import thing_title


def table_title(label: str) -> str:
    """What a table is called."""
    return thing_title(label) or label


def show_proposal(row: RetentionProposal) -> dict[str, Any]:
    """A proposal as the API answers it; a record that is not as it was signed says so."""
    actor = current_actor()
    return {
        "id": row.pk,
        "kind": row.kind,
        "reason": row.reason,
        "tables": [{"title": table_title(label), "rows": count} for label, count in sorted(row.tables.items())],
        "row_count": row.row_count,
        "needs_two": row.row_count > BULK_ROWS.value(),
        "proposed_at": row.proposed_at,
        "due_on": row.due_on,
        "is_late": row.state in (ProposalState.OPEN, ProposalState.FIRST)
        and row.due_on is not None
        and row.due_on < clock.today(),
        "state": row.state,
        "state_label": ProposalState(row.state).label,
        "approved_by": [name for name in (row.first_by, row.second_by) if name],
        "approved_by_me": row.first_by_id == actor.account_id,
        "decided_at": row.decided_at,
        "note": row.note,
        "record": row.record,
        "is_genuine": is_genuine(row.record, bytes(row.signature), row.key_id) if row.record else None,
    }


def show_hold(row: LegalHold) -> dict[str, Any]:
    """A hold as the API answers it."""
    return {
        "id": row.pk,
        "title": row.title,
        "what": table_title(row.table) if row.table else "一个账号及其人员的全部数据",
        "reason": row.reason,
        "until": row.until,
        "held_by": row.held_by,
        "held_at": row.created_at,
        "ended_at": row.ended_at,
        "ended_by": row.ended_by,
        "end_reason": row.end_reason,
        "is_active": row.ended_at is None and row.until >= clock.today(),
    }

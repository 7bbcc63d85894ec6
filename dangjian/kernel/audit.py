"""Writing and reading the audit trail. Doors write it; nobody else has to remember to."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection

from dangjian.kernel import clock
from dangjian.kernel.actor import Actor
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.models.bulk import Mould
from dangjian.kernel.prepared import PreparedInsert

FEW = 12
"""Lines up to which they are written by the statement that is compiled already."""
MAX_VALUE = 200
"""Characters of a value that the audit row keeps; the full text lives in the row itself and its history."""


@dataclass(slots=True)
class Entry:
    """One line of the audit trail before it is written."""

    intent: str
    target_type: str = ""
    target_id: str = ""
    target_title: str = ""
    org_path: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    note: str = ""


deferred_refusals: ContextVar[list[AuditEntry] | None] = ContextVar("deferred_refusals", default=None)
"""Refusals inside a surrounding transaction that will be rolled back; the HTTP layer writes them afterwards."""


def brief(value: Any) -> Any:
    """A value as the audit row keeps it: short, and JSON."""
    if value is None or isinstance(value, bool | int):
        return value
    text = str(value)
    return text if len(text) <= MAX_VALUE else text[:MAX_VALUE] + "…"


def row(actor: Actor, action: str, entry: Entry, *, outcome: str = "done", code: str = "") -> AuditEntry:
    """An unsaved audit row."""
    return AuditEntry(
        tenant_id=actor.tenant_id,
        at=clock.now(),
        actor_kind=actor.kind,
        account_id=actor.account_id,
        person_id=actor.person_id,
        actor_name=actor.name[:80],
        surface=actor.surface[:20],
        request_id=actor.request_id[:40],
        address=actor.address[:45],
        action=action,
        outcome=outcome,
        code=code[:80],
        **_own(entry),
    )


def rows(actor: Actor, action: str, entries: Sequence[Entry]) -> list[AuditEntry]:
    """Unsaved audit rows of what one command did; what they share is worked out once."""
    first = row(actor, action, entries[0])
    like = Mould(first) if len(entries) > 1 else None
    return [first, *(like.row(**_own(entry)) for entry in entries[1:] if like)]


def _own(entry: Entry) -> dict[str, Any]:
    """The columns of a row that say what was done, and to what."""
    return {
        "intent": entry.intent[:80],
        "target_type": entry.target_type[:60],
        "target_id": entry.target_id[:40],
        "target_title": entry.target_title[:200],
        "org_path": entry.org_path,
        "changes": entry.changes,
        "note": entry.note[:400],
    }


@cache
def _insert(vendor: str) -> PreparedInsert:
    """The statement of one line, which every command writes."""
    return PreparedInsert(AuditEntry)


def write(rows: list[AuditEntry], *, wait: bool = False) -> None:
    """Write audit rows in the current transaction; `wait`: at the latest when it is committed."""
    if len(rows) <= FEW:
        _insert(connection.vendor).run_all(rows, wait=wait)
    else:
        AuditEntry.objects.bulk_create(rows, batch_size=500)

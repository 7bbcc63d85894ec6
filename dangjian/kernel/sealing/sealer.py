"""The sealer: turns committed audit rows into leaves of their log, once each, in an order that never changes.

Writers do nothing for it. On PostgreSQL rows commit in another order than their ids: a row of a transaction that is
still open may later appear below one that is sealed already. So rows are taken in the order of (transaction, id), and
only those of transactions below the oldest one that is still running. SQLite has one writer at a time: there the id is
the order. Whatever ends the process, the next pass begins where the last committed one ended.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from dangjian.kernel import clock
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.models.sealing import INSTALLATION, AuditBlock, SealedLog, SealState
from dangjian.kernel.sealing.blocks import BLOCK_LEAVES, hash_of
from dangjian.kernel.sealing.canonical import FIELDS, content_of
from dangjian.kernel.sealing.merkle import Tree, leaf_hash
from dangjian.kernel.sealing.order import ID, XID, rows_after

log = logging.getLogger("dangjian.audit")

PASS_ROWS = 5_000
"""Rows sealed in one transaction."""
_LOCK = 0x646A_7365_616C
_TENANT = FIELDS.index("tenant_id")
_HORIZON = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_QUESTIONS = {
    "postgresql": (
        f"SELECT 1 FROM kernel_audit_entry a WHERE a.xid < {_HORIZON} AND (a.xid, a.id) >"  # noqa: S608 - constants
        " (COALESCE((SELECT xid FROM kernel_seal_state), -1), COALESCE((SELECT row_id FROM kernel_seal_state), -1))"
        " AND a.id > COALESCE((SELECT (floors->>-1)::bigint FROM kernel_seal_state), 0)"
        " ORDER BY a.xid, a.id LIMIT 1"
    ),
    "sqlite": (
        "SELECT 1 FROM kernel_audit_entry"
        " WHERE id > COALESCE((SELECT row_id FROM kernel_seal_state), 0) ORDER BY id LIMIT 1"
    ),
}
"""Whether there is anything to seal: one constant text, answered from an index, so that idling costs nothing.
The order is for the planner: without it it hopes for an early hit and reads the table from its start."""


class Restored(RuntimeError):
    """The data base runs on another server than the one that was sealed (logical restore): `audit_reanchor` first."""


def can_seal() -> bool:
    """Whether the audit trail is sealed on this kind of data base."""
    return connection.vendor in _QUESTIONS


def may_seal() -> bool:
    """Whether the data base role of this process may seal: where roles are separate, only `manage.py sealer` may."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('kernel_audit_block', 'INSERT')")
        return bool(cursor.fetchone()[0])


def anything_to_seal() -> bool:
    """One cheap statement."""
    with connection.cursor() as cursor:
        cursor.execute(_QUESTIONS[connection.vendor])
        return cursor.fetchone() is not None


def seal() -> int:
    """Seal all rows that can be sealed now; returns how many. Another process at it: 0. Raises Restored."""
    total = 0
    while can_seal() and anything_to_seal():
        sealed = seal_pass()
        total += sealed
        if not sealed:
            break
    return total


def seal_pass(limit: int = PASS_ROWS) -> int:
    """Seal up to `limit` rows in one transaction; returns how many."""
    try:
        with transaction.atomic():
            if not _alone():
                return 0
            state, _ = SealState.objects.select_for_update().get_or_create(id=1)
            rows = rows_after(sealable(state, horizon()), state.xid, state.row_id, limit)
            if rows:
                _seal_rows(state, rows)
            return len(rows)
    except OperationalError as error:
        if connection.vendor == "sqlite" and "locked" in str(error):
            return 0  # somebody writes for long; the rows wait
        raise


def _alone() -> bool:
    """Whether no other sealer is at work; holds until the transaction ends."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def horizon() -> int | None:
    """The oldest transaction that may still write: rows of all below it are final. None where the id is the order."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + _HORIZON)
        return int(cursor.fetchone()[0])


def sealable(state: SealState, hi: int | None) -> QuerySet[AuditEntry]:
    """Rows of this epoch that are final. Raises Restored when the server is not the one that was sealed."""
    floor = state.floors[-1] if state.floors else 0
    rows = AuditEntry.objects.filter(id__gt=floor) if floor else AuditEntry.objects.all()
    if hi is None:
        return rows
    if hi < state.xid:
        raise Restored("the transaction numbers of this server are below those of the sealed rows")
    return rows.filter(xid__lt=hi)


def _seal_rows(state: SealState, rows: Sequence[tuple[Any, ...]]) -> None:
    by_log: dict[UUID, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_log.setdefault(row[_TENANT] or INSTALLATION, []).append(row)
    known = {row.log_id: row for row in SealedLog.objects.select_for_update().filter(log_id__in=by_log)}
    moment = clock.now()
    blocks: list[AuditBlock] = []
    for log_id, mine in by_log.items():
        of_log = known.get(log_id) or SealedLog(log_id=log_id)
        tree = Tree.unpack(of_log.size, bytes(of_log.peaks))
        for start in range(0, len(mine), BLOCK_LEAVES):
            part = mine[start : start + BLOCK_LEAVES]
            blocks.append(_block(of_log, tree, part, len(state.floors), moment))
        of_log.peaks, of_log.sealed_at = tree.pack(), moment
        of_log.save(force_insert=log_id not in known)
    AuditBlock.objects.bulk_create(blocks, batch_size=50)
    state.xid, state.row_id = rows[-1][XID], rows[-1][ID]
    state.save(update_fields=["xid", "row_id"])


def _block(of_log: SealedLog, tree: Tree, rows: Sequence[tuple[Any, ...]], epoch: int, moment: Any) -> AuditBlock:
    """The next block of a log; the log's tip moves to it."""
    leaves = [leaf_hash(content_of(row)) for row in rows]
    for leaf in leaves:
        tree.add(leaf)
    of_log.blocks += 1
    of_log.size = tree.size
    block = AuditBlock(
        log_id=of_log.log_id,
        number=of_log.blocks,
        epoch=epoch,
        first_xid=rows[0][XID],
        first_row=rows[0][ID],
        last_xid=rows[-1][XID],
        last_row=rows[-1][ID],
        size=tree.size,
        root=tree.root(),
        leaves=b"".join(leaves),
        previous=bytes(of_log.tip),
        at=moment,
    )
    block.own = of_log.tip = hash_of(block)
    return block


def _last_restored() -> int:
    """The highest id of the sealed rows. New rows have higher ids than all restored ones, so counting finds it, also
    when people have been working on the new server already."""
    sealed = sum(SealedLog.objects.values_list("size", flat=True))
    ids = AuditEntry.objects.order_by("id").values_list("id", flat=True)
    last = next(iter(ids[sealed - 1 : sealed]), None) if sealed else 0
    return int(last if last is not None else ids.last() or 0)


def reanchor() -> int:
    """After a logical restore: seal what was restored unsealed, and begin a new epoch. Returns the rows sealed.

    The application must be stopped. Rows of the old server keep their order; new ones follow after them.
    """
    with transaction.atomic():
        if not _alone():
            raise Restored("another process is sealing: stop the application first")
        state, _ = SealState.objects.select_for_update().get_or_create(id=1)
        sealed = 0
        while rows := rows_after(sealable(state, None), state.xid, state.row_id, PASS_ROWS):
            _seal_rows(state, rows)
            sealed += len(rows)
        state.floors = [*state.floors, _last_restored()]
        state.xid = 0
        state.row_id = state.row_id if connection.vendor == "sqlite" else 0
        state.save()
        return sealed

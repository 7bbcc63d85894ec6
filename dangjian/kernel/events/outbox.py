"""Writing events down in the transaction of the command that caused them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache

from django.db import transaction

from dangjian.kernel.clock import now
from dangjian.kernel.events.base import Event, handlers_of
from dangjian.kernel.models.outbox import HandlerReceipt, OutboxEvent, ReceiptState
from dangjian.kernel.prepared import PreparedInsert
from dangjian.kernel.rowlevel.reach import prepared_reach, reaching
from dangjian.kernel.waiting import PLAIN, send_later

_AT_ONCE = """
WITH event AS (
    INSERT INTO kernel_outbox_event (tenant_id, name, version, aggregate_id, payload, recorded_at)
    VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
)
INSERT INTO kernel_handler_receipt (event_id, handler, aggregate_id, state, attempts, next_at, error)
SELECT event.id, listed.handler, %s, %s, 0, %s, '' FROM event, (VALUES """


@cache
def _events(vendor: str) -> PreparedInsert:
    """The statement of an event that nobody listens to."""
    return PreparedInsert(OutboxEvent)


@cache
def _insert(vendor: str) -> PreparedInsert:
    """The statement of receipts, which nearly every command writes."""
    return PreparedInsert(HandlerReceipt)


def record_events(events: Sequence[Event], tenant_id: uuid.UUID | None) -> None:
    """Store the events and a pending receipt for each of their handlers; call it inside the command's transaction.

    The receipts are made here, not at delivery, so that each process can deliver to the handlers that it carries and
    an event nobody listens to costs one row and no further work. Raises RuntimeError outside a transaction.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("events are recorded in the transaction of a command")
    store = _store_at_once if connection.vendor == "postgresql" else _store
    moment = now()
    for event in events:
        row = OutboxEvent(
            tenant_id=tenant_id,
            name=event.name,
            version=event.version,
            aggregate_id=event.about()[:80],
            payload=event.to_payload(),
            recorded_at=moment,
        )
        store(row, [handler.name for handler in handlers_of(event.name)])


def _store(row: OutboxEvent, handlers: Sequence[str]) -> None:
    row.save(force_insert=True)
    receipts = [
        HandlerReceipt(event=row, handler=name, aggregate_id=row.aggregate_id, next_at=row.recorded_at)
        for name in handlers
    ]
    if receipts:
        _insert(transaction.get_connection().vendor).run_all(receipts)


def _store_at_once(row: OutboxEvent, handlers: Sequence[str]) -> None:
    """The event and its receipts by one statement, whose key nobody has to wait for."""
    if not handlers:
        _events(transaction.get_connection().vendor).run_all([row], wait=True)
        return
    connection = transaction.get_connection()
    payload = OutboxEvent._meta.get_field("payload").get_db_prep_save(row.payload, connection)
    values = [row.tenant_id, row.name, row.version, row.aggregate_id, payload, row.recorded_at]
    values += [row.aggregate_id, ReceiptState.PENDING.value, row.recorded_at, *handlers]
    statement = _AT_ONCE + ", ".join(["(%s)"] * len(handlers)) + ") AS listed (handler)"
    tables = (OutboxEvent._meta.db_table, HandlerReceipt._meta.db_table)
    with reaching(tables, prepared_reach()):
        send_later(PLAIN, statement, values)

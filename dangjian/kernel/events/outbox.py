"""Writing events down in the transaction of the command that caused them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache

from django.db import transaction

from dangjian.kernel.clock import now
from dangjian.kernel.events.base import Event, handlers_of
from dangjian.kernel.models.outbox import HandlerReceipt, OutboxEvent
from dangjian.kernel.prepared import PreparedInsert


@cache
def _insert(vendor: str) -> PreparedInsert:
    """The statement of receipts, which nearly every command writes."""
    return PreparedInsert(HandlerReceipt)


def record_events(events: Sequence[Event], tenant_id: uuid.UUID | None) -> None:
    """Store the events and a pending receipt for each of their handlers; call it inside the command's transaction.

    The receipts are made here, not at delivery, so that each process can deliver to the handlers that it carries and
    an event nobody listens to costs one row and no further work. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("events are recorded in the transaction of a command")
    moment = now()
    for event in events:
        row = OutboxEvent.objects.create(
            tenant_id=tenant_id,
            name=event.name,
            version=event.version,
            aggregate_id=event.about()[:80],
            payload=event.to_payload(),
            recorded_at=moment,
        )
        receipts = [
            HandlerReceipt(event=row, handler=handler.name, aggregate_id=row.aggregate_id, next_at=moment)
            for handler in handlers_of(event.name)
        ]
        if receipts:
            _insert(transaction.get_connection().vendor).run_all(receipts)

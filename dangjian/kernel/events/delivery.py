"""Delivering events to their handlers after the commit: at least once, in order per aggregate, each handler alone.

A delivery is one transaction: it marks the receipt done (a conditional UPDATE, which also locks the row against other
workers), runs the handler, commits. A crash rolls both back, so no lease is needed. A handler that fails holds up only
its own later events about the same aggregate; after the last attempt the receipt is dead with its error and they go on.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q

from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.clock import now
from dangjian.kernel.events.base import all_handlers, carried_handlers
from dangjian.kernel.logs import frames_of
from dangjian.kernel.models.outbox import HandlerReceipt, ReceiptState

log = logging.getLogger("dangjian.events")

MAX_ATTEMPTS = 12
_BATCH = 200
_LONGEST_PAUSE_SECONDS = 3600
_ERROR_LENGTH = 8000


@dataclass
class Delivered:
    """What a round did: receipts done, receipts that failed, and the first error."""

    done: int = 0
    failed: int = 0
    error: Exception | None = None


def deliver_batch() -> Delivered:
    """Deliver up to 200 due events to the handlers this process carries, oldest first."""
    result = Delivered()
    blocked: set[tuple[str, str]] = set()
    for receipt in _due():
        key = (receipt.handler, receipt.aggregate_id or str(receipt.event_id))
        if key in blocked:
            continue
        try:
            if _deliver(receipt):
                result.done += 1
            elif _still_pending(receipt):
                # Another worker is at it, or it was put off: what follows about this aggregate must wait.
                blocked.add(key)
        except OperationalError as error:
            # The data base was busy or gone: nothing was decided about the handler.
            log.warning("delivery of event %s was put off: %s", receipt.event_id, error)
            blocked.add(key)
            if not connection.in_atomic_block:
                break
            raise
        except Exception as error:
            blocked.add(key)
            result.failed += 1
            result.error = result.error or error
            _record_failure(receipt, error)
    return result


def _due() -> list[HandlerReceipt]:
    moment = now()
    pending = HandlerReceipt.objects.filter(state=ReceiptState.PENDING)
    held_up = (
        pending.filter(
            handler=OuterRef("handler"),
            aggregate_id=OuterRef("aggregate_id"),
            event_id__lt=OuterRef("event_id"),
            next_at__gt=moment,
        )
        .order_by()
        .values("id")
    )
    rows = pending.filter(Q(aggregate_id="") | ~Exists(held_up), next_at__lte=moment, handler__in=carried_handlers())
    return list(rows.select_related("event").order_by("event_id", "id")[:_BATCH])


def _deliver(receipt: HandlerReceipt) -> bool:
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            free = HandlerReceipt.objects.select_for_update(skip_locked=True).filter(id=receipt.id)
            if free.values_list("id", flat=True).first() is None:
                return False
        moment = now()
        taken = HandlerReceipt.objects.filter(id=receipt.id, state=ReceiptState.PENDING, next_at__lte=moment).update(
            state=ReceiptState.DONE, attempts=receipt.attempts + 1, done_at=moment, error=""
        )
        if taken != 1:
            return False
        handler = all_handlers()[receipt.handler]
        stored = receipt.event
        event = handler.event.from_payload(stored.version, stored.payload)
        tenant = stored.tenant_id or uuid.UUID(int=0)
        with acting_as(system_actor(tenant, f"event {stored.name}")):
            handler.function(event)
        return True


def _still_pending(receipt: HandlerReceipt) -> bool:
    return HandlerReceipt.objects.filter(id=receipt.id, state=ReceiptState.PENDING).exists()


def _record_failure(receipt: HandlerReceipt, error: Exception) -> None:
    attempts = receipt.attempts + 1
    dead = attempts >= MAX_ATTEMPTS
    pause = timedelta(seconds=min(4 ** min(attempts - 1, 8), _LONGEST_PAUSE_SECONDS))
    text = frames_of(error)[-_ERROR_LENGTH:]
    HandlerReceipt.objects.filter(id=receipt.id, state=ReceiptState.PENDING).update(
        state=ReceiptState.DEAD if dead else ReceiptState.PENDING,
        attempts=attempts,
        next_at=now() + pause,
        error=text,
    )
    log.error(
        "handler %s failed%s on event %s: %s",
        receipt.handler,
        " for good" if dead else "",
        receipt.event_id,
        type(error).__name__,
    )


def drain(*, strict: bool = True) -> int:
    """Deliver everything that is due, including events that handlers cause; returns how many deliveries were done.

    For tests and management commands. With `strict` the first error of a handler is raised at the end.
    """
    total = 0
    first: Exception | None = None
    while True:
        result = deliver_batch()
        total += result.done
        first = first or result.error
        if not result.done:
            break
    if strict and first is not None:
        raise first
    return total


def orphans() -> list[str]:
    """Names of handlers that still owe deliveries but that no app declares any more (renamed without a migration)."""
    pending = HandlerReceipt.objects.filter(state=ReceiptState.PENDING).exclude(handler__in=all_handlers())
    return sorted(set(pending.values_list("handler", flat=True)))

"""Periodic jobs: which slot is due, and taking it exactly once among all workers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from dangjian.kernel.clock import ZONE, now
from dangjian.kernel.jobs.queue import enqueue
from dangjian.kernel.jobs.registry import PeriodicSpec, carried_periodic
from dangjian.kernel.models.jobs import JobPeriod

TenantIds = Callable[[], Iterable[uuid.UUID]]


def slot_of(spec: PeriodicSpec, moment: datetime) -> str:
    """The latest slot that has begun at `moment`: the start of the interval, or the local date of the daily time."""
    if spec.every is not None:
        length = spec.every.total_seconds()
        start = datetime.fromtimestamp(moment.timestamp() // length * length, tz=UTC)
        return start.isoformat(timespec="seconds")
    assert spec.at is not None
    local = moment.astimezone(ZONE)
    day = local.date() if local.time() >= spec.at else local.date() - timedelta(days=1)
    return day.isoformat()


class Periodic:
    """Remembers the slots already seen, so that an idle worker asks the data base only when a new one begins."""

    def __init__(self, tenant_ids: TenantIds) -> None:
        self._tenant_ids = tenant_ids
        self._seen: dict[str, str] = {}

    def tick(self) -> int:
        """Enqueue the jobs whose slot has begun and that no other worker has taken; returns how many slots."""
        taken = 0
        for spec in carried_periodic():
            slot = slot_of(spec, now())
            if self._seen.get(spec.name) == slot:
                continue
            taken += self._take(spec, slot)
            self._seen[spec.name] = slot
        return taken

    def _take(self, spec: PeriodicSpec, slot: str) -> bool:
        if JobPeriod.objects.filter(name=spec.name, slot=slot).exists():
            return False
        try:
            with transaction.atomic():
                # The slot and its jobs are one transaction: a crash between them loses neither.
                JobPeriod.objects.create(name=spec.name, slot=slot, taken_at=now())
                tenants: list[uuid.UUID | None] = [*self._tenant_ids()] if spec.per_tenant else [None]
                for tenant_id in tenants:
                    # A run still waiting or under way makes the next superfluous.
                    enqueue(spec.name, {}, dedupe="periodic", tenant_id=tenant_id)
        except IntegrityError:
            return False
        return True

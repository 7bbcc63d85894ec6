"""Periodic jobs: one run per slot and tenant, whatever the number of workers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest

from dangjian.kernel.clock import frozen
from dangjian.kernel.jobs import JobContext, registry
from dangjian.kernel.jobs.registry import PeriodicSpec
from dangjian.kernel.jobs.slots import Periodic, slot_of
from dangjian.kernel.models.jobs import Job

TENANTS = [uuid.UUID(int=1), uuid.UUID(int=2)]
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def only_mine() -> Iterator[None]:
    """Leave just one periodic job in the registry."""
    before = dict(registry._periodic)
    registry._periodic.clear()

    @registry.periodic("kernel.test.daily", at="06:30")
    def daily(ctx: JobContext) -> None:
        """Nothing to do: only the asking is of interest."""

    yield
    registry._periodic.clear()
    registry._periodic.update(before)
    del registry._jobs["kernel.test.daily"]


@pytest.mark.parametrize(
    ("utc", "slot"),
    [
        ((2026, 11, 20, 22, 29), "2026-11-20"),
        ((2026, 11, 20, 22, 30), "2026-11-21"),
        ((2026, 11, 21, 4, 0), "2026-11-21"),
    ],
)
def test_daily_slot_changes_at_the_local_time(utc: tuple[int, int, int, int, int], slot: str) -> None:
    spec = PeriodicSpec("x.y.z", None, time(6, 30), True)

    assert slot_of(spec, datetime(*utc, tzinfo=UTC)) == slot


def test_interval_slot_is_its_start() -> None:
    spec = PeriodicSpec("x.y.z", timedelta(minutes=15), None, True)

    assert slot_of(spec, datetime(2026, 11, 21, 4, 14, 59, tzinfo=UTC)) == "2026-11-21T04:00:00+00:00"


@pytest.mark.django_db
def test_several_workers_ask_once_per_slot_and_tenant(only_mine: None) -> None:
    workers = [Periodic(lambda: TENANTS), Periodic(lambda: TENANTS)]
    with frozen(NOON):
        taken = [worker.tick() for worker in workers] + [worker.tick() for worker in workers]

    assert taken == [1, 0, 0, 0]
    assert sorted(Job.objects.values_list("tenant_id", flat=True)) == TENANTS


@pytest.mark.django_db
def test_next_day_asks_again_but_not_while_the_last_run_waits(only_mine: None) -> None:
    worker = Periodic(lambda: TENANTS[:1])
    with frozen(NOON):
        worker.tick()
    with frozen(NOON + timedelta(days=1)):
        worker.tick()
        waiting = Job.objects.count()
        Job.objects.update(state="done", dedupe_key=None)
    with frozen(NOON + timedelta(days=2)):
        worker.tick()

    assert (waiting, Job.objects.count()) == (1, 2)


def test_every_or_at_but_not_both() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        registry.periodic("kernel.test.bad", every=timedelta(hours=1), at="06:30")

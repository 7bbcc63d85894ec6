"""What the nightly tidying removes, and what it must leave."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from dangjian.kernel.clock import frozen
from dangjian.kernel.housekeeping import DONE_JOBS_KEPT, EVENTS_KEPT, tidy
from dangjian.kernel.http.idempotency import KEPT_FOR
from dangjian.kernel.jobs import JobContext
from dangjian.kernel.models.audit import IdempotencyKey
from dangjian.kernel.models.jobs import Job
from dangjian.kernel.models.outbox import HandlerReceipt, OutboxEvent

NIGHT = datetime(2026, 11, 21, 19, 10, tzinfo=UTC)
OLD, NEW = timedelta(days=1), -timedelta(days=1)


def _job(state: str, ended_at: datetime) -> str:
    name = f"{state} {ended_at:%m%d}"
    Job.objects.create(name=name, state=state, run_at=ended_at, created_at=ended_at, ended_at=ended_at)
    return name


def _event(name: str, recorded_at: datetime, *states: str) -> str:
    event = OutboxEvent.objects.create(name=name, version=1, aggregate_id="1", payload={}, recorded_at=recorded_at)
    for number, state in enumerate(states):
        HandlerReceipt.objects.create(event=event, handler=f"h{number}", state=state, next_at=recorded_at)
    return name


@pytest.mark.django_db
def test_tidying_keeps_what_failed_and_what_is_young() -> None:
    _job("done", NIGHT - DONE_JOBS_KEPT - OLD)
    jobs = {_job("done", NIGHT - DONE_JOBS_KEPT - NEW), _job("dead", NIGHT - DONE_JOBS_KEPT - OLD)}
    _event("delivered", NIGHT - EVENTS_KEPT - OLD, "done", "done")
    _event("nobody listens", NIGHT - EVENTS_KEPT - OLD)
    events = {
        _event("failed", NIGHT - EVENTS_KEPT - OLD, "done", "dead"),
        _event("owed", NIGHT - EVENTS_KEPT - OLD, "pending"),
        _event("young", NIGHT - EVENTS_KEPT - NEW, "done"),
    }

    for name, made_at in (("old", NIGHT - KEPT_FOR - OLD), ("young", NIGHT - KEPT_FOR - NEW)):
        IdempotencyKey.objects.create(owner="somebody", key=name, request_hash="x", created_at=made_at)

    with frozen(NIGHT):
        tidy(JobContext(uuid.uuid4(), None, 1, 1))

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]
    assert set(Job.objects.values_list("name", flat=True)) == jobs
    assert set(OutboxEvent.objects.values_list("name", flat=True)) == events

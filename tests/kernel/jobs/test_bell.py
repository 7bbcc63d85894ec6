"""The bell: a worker without work asks one cheap question, and hears at once what becomes due."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dangjian.kernel.clock import frozen
from dangjian.kernel.jobs import JobContext, bell, enqueue, job, queue
from dangjian.kernel.jobs.worker import Worker
from dangjian.kernel.models.outbox import HandlerReceipt, OutboxEvent

pytestmark = pytest.mark.django_db
TENANT = uuid.UUID(int=7)
MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@job("kernel.test.bell")
def nothing(ctx: JobContext) -> None:
    pass


def test_a_job_rings_when_its_time_has_come_and_not_while_it_runs() -> None:
    with frozen(MORNING):
        assert bell.due() == (False, False)
        enqueue("kernel.test.bell", {}, tenant_id=TENANT, run_at=MORNING + timedelta(minutes=5))
        assert bell.due() == (False, False)
    with frozen(MORNING + timedelta(minutes=5)):
        assert bell.due() == (True, False)
        assert queue.claim("somebody", ["kernel.test.bell"]) is not None
        assert bell.due() == (False, False)


def test_an_event_rings_for_its_receipt() -> None:
    with frozen(MORNING):
        event = OutboxEvent.objects.create(
            tenant_id=TENANT, name="kernel.test.Rung", version=1, payload={}, recorded_at=MORNING
        )
        HandlerReceipt.objects.create(event=event, handler="kernel.test.handler", next_at=MORNING)

        assert bell.due() == (False, True)


def test_the_question_is_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        bell.due()

    assert len(asked) == 1


def test_a_ring_before_the_wait_is_heard() -> None:
    one = bell.Bell()
    one.ring()

    assert one.is_rung()
    assert one.wait()
    assert not one.is_rung()


def test_a_ring_during_the_wait_ends_it() -> None:
    one = bell.Bell()
    threading.Timer(0.05, one.ring).start()

    assert one.wait()


def test_a_worker_that_sees_a_job_wakes_all_its_job_threads_and_no_other() -> None:
    worker = Worker(job_threads=2)
    with frozen(MORNING):
        enqueue("kernel.test.bell", {}, tenant_id=TENANT)
        worker._look()
    worker._presence.close()

    assert [sleeper.is_rung() for sleeper in (*worker._jobs, worker._events)] == [True, True, False]

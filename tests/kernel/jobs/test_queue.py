"""The queue: transactional asking, claims that exclude one another, retries, and what is kept of failures."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from dangjian.kernel.actor import acting_as, current_actor, system_actor
from dangjian.kernel.clock import frozen, now
from dangjian.kernel.errors import NotFound
from dangjian.kernel.jobs import JobContext, LeaseLost, enqueue, find_job, job, queue, registry, run_pending
from dangjian.kernel.models.jobs import Job, JobState

pytestmark = pytest.mark.django_db
TENANT = uuid.UUID(int=7)
MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
_seen: list[Any] = []


@job("kernel.test.note")
def note(ctx: JobContext, *, text: str) -> None:
    _seen.append((text, current_actor().tenant_id, ctx.attempt))


@job("kernel.test.break", max_attempts=2)
def break_down(ctx: JobContext) -> None:
    raise ValueError("broken on purpose")


@job("kernel.test.refuse")
def refuse(ctx: JobContext) -> None:
    raise NotFound()


@job("kernel.test.count")
def count(ctx: JobContext) -> None:
    ctx.progress(3, 10, "正在核对")
    view = find_job(ctx.job_id, tenant_id=TENANT)
    assert view is not None
    _seen.append((view.state, view.done, view.total, view.text))


@pytest.fixture(autouse=True)
def _actor() -> Iterator[None]:
    _seen.clear()
    with acting_as(system_actor(TENANT, "test")):
        yield
    for name in [name for name in registry._jobs if name.startswith("kernel.test.late")]:
        del registry._jobs[name]


def test_job_runs_once_under_the_tenant_that_asked() -> None:
    row = enqueue("kernel.test.note", {"text": "一"})

    assert (run_pending(), run_pending()) == (1, 0)

    assert _seen == [("一", TENANT, 1)]
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error, row.lease_until) == (JobState.DONE, 1, "", None)


def test_rolled_back_transaction_leaves_no_job() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue("kernel.test.note", {"text": "一"})
        raise RuntimeError

    assert run_pending() == 0


def test_unknown_name_and_unfitting_payload_are_refused_when_asked_for() -> None:
    with pytest.raises(LookupError):
        enqueue("kernel.test.nothing")
    with pytest.raises(TypeError):
        enqueue("kernel.test.note", {"words": "一"})

    assert Job.objects.count() == 0


def test_same_key_makes_one_job_until_it_has_ended() -> None:
    first = enqueue("kernel.test.note", {"text": "一"}, dedupe="a")
    again = enqueue("kernel.test.note", {"text": "二"}, dedupe="a")
    other = enqueue("kernel.test.note", {"text": "三"}, dedupe="b")
    run_pending()
    later = enqueue("kernel.test.note", {"text": "四"}, dedupe="a")
    run_pending()

    assert (again.id, other.id == first.id, later.id == first.id) == (first.id, False, False)
    assert [text for text, _, _ in _seen] == ["一", "三", "四"]


def test_same_key_in_another_tenant_is_another_job() -> None:
    first = enqueue("kernel.test.note", {"text": "一"}, dedupe="a")
    foreign = enqueue("kernel.test.note", {"text": "一"}, dedupe="a", tenant_id=uuid.UUID(int=8))

    assert first.id != foreign.id


def test_urgent_before_normal_and_nothing_before_its_time() -> None:
    with frozen(MORNING):
        enqueue("kernel.test.note", {"text": "later"}, run_at=MORNING + timedelta(hours=1))
        enqueue("kernel.test.note", {"text": "normal"})
        enqueue("kernel.test.note", {"text": "urgent"}, priority=1)
        run_pending()
        assert [text for text, _, _ in _seen] == ["urgent", "normal"]
    with frozen(MORNING + timedelta(hours=1)):
        run_pending()

    assert [text for text, _, _ in _seen] == ["urgent", "normal", "later"]


def test_failing_job_waits_longer_then_is_dead_with_its_error() -> None:
    with frozen(MORNING):
        row = enqueue("kernel.test.break")
        run_pending(strict=False)
        row.refresh_from_db()
        assert (row.state, row.attempts) == (JobState.WAITING, 1)
        assert timedelta(seconds=5) <= row.run_at - MORNING <= timedelta(seconds=6)
        assert run_pending() == 0
    with frozen(MORNING + timedelta(minutes=1)):
        run_pending(strict=False)
    row.refresh_from_db()

    assert (row.state, row.attempts, "broken on purpose" in row.error) == (JobState.DEAD, 2, False)


def test_refusal_of_a_command_is_not_repeated() -> None:
    row = enqueue("kernel.test.refuse")

    run_pending(strict=False)
    row.refresh_from_db()

    assert (row.state, row.attempts) == (JobState.DEAD, 1)


def test_two_workers_never_hold_one_job() -> None:
    enqueue("kernel.test.note", {"text": "一"})

    first = queue.claim("one", ["kernel.test.note"])
    second = queue.claim("two", ["kernel.test.note"])

    assert (first is not None and first.worker, second) == ("one", None)


def test_worker_claims_only_jobs_it_carries() -> None:
    enqueue("kernel.test.note", {"text": "一"})

    assert queue.claim("one", ["kernel.test.break"]) is None


def test_job_of_a_lost_worker_is_taken_back_and_the_old_fence_no_longer_counts() -> None:
    enqueue("kernel.test.note", {"text": "一"})
    with frozen(MORNING + timedelta(days=365)):
        old = queue.claim("elsewhere.1.ab", ["kernel.test.note"])
        assert old is not None
        assert queue.take_back() == 0
    with frozen(MORNING + timedelta(days=365) + queue.LEASE + timedelta(seconds=1)):
        assert queue.take_back() == 1
        new = queue.claim("two", ["kernel.test.note"])
        assert new is not None
        ctx = JobContext(old.id, old.tenant_id, old.attempts, old.fence)
        with pytest.raises(LeaseLost):
            ctx.confirm_lease()
        ended = queue.finish(old.id, old.fence, ctx.latest), queue.finish(new.id, new.fence, ctx.latest)

    assert (new.attempts, ended) == (2, (False, True))


def test_job_that_takes_its_worker_down_each_time_dies() -> None:
    row = enqueue("kernel.test.note", {"text": "一"})
    for hour in range(1, 4):
        with frozen(now() + timedelta(hours=hour)):
            assert queue.claim("elsewhere.1.ab", ["kernel.test.note"]) is not None
        with frozen(now() + timedelta(hours=hour, minutes=5)):
            queue.take_back()
    row.refresh_from_db()

    assert (row.state, row.attempts, row.dedupe_key) == (JobState.DEAD, 3, None)


def test_progress_is_visible_while_the_job_runs_and_kept_when_it_ended() -> None:
    row = enqueue("kernel.test.count")

    run_pending()

    # On other data bases the heart-beat of the worker stores it; see tests/faults for the whole process.
    if transaction.get_connection().vendor == "sqlite":
        assert _seen == [("running", 3, 10, "正在核对")]
    view = find_job(row.id, tenant_id=TENANT)
    assert view is not None
    assert (view.state, view.done, view.total, view.text) == ("done", 3, 10, "正在核对")


def test_job_of_another_tenant_is_not_found() -> None:
    row = enqueue("kernel.test.note", {"text": "一"})

    assert find_job(row.id, tenant_id=uuid.UUID(int=8)) is None

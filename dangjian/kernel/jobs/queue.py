"""The queue: asking for a job, claiming it, ending it. Everything is a conditional UPDATE whose count is checked.

No row stays locked while a job runs and no vendor's locking words are used, so that the same code is right on SQLite,
PostgreSQL and MariaDB. A claim raises the row's `fence`; whoever ends a job must still hold that number.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from dangjian.kernel.actor import current_actor
from dangjian.kernel.clock import now
from dangjian.kernel.jobs import presence
from dangjian.kernel.jobs.progress import Progress
from dangjian.kernel.jobs.registry import spec_of
from dangjian.kernel.models.jobs import Job, JobState

LEASE = timedelta(seconds=60)
_FIRST_PAUSE_SECONDS = 5
_LONGEST_PAUSE_SECONDS = 3600
_CANDIDATES = 8
_OWN_TENANT: Any = object()


@dataclass(frozen=True)
class Waited:
    """Work that somebody waits for: its name in their task centre, and the page (`<kind>-detail`) it opens."""

    title: str
    subject_kind: str = ""
    subject_id: uuid.UUID | None = None
    asked_by: uuid.UUID | None = None
    """Account of whoever waits; the acting person's when it is not given."""


def enqueue(
    name: str,
    payload: Mapping[str, Any] | None = None,
    *,
    dedupe: str | None = None,
    run_at: datetime | None = None,
    priority: int | None = None,
    tenant_id: uuid.UUID | None = _OWN_TENANT,
    waited: Waited | None = None,
) -> Job:
    """Ask for a job in the current transaction: a roll-back takes it back, and nobody sees it before the commit.

    The job runs under the tenant of the current actor unless `tenant_id` says otherwise. While a job with the same
    `dedupe` key has not ended, that one is returned and no second is made; so a job which must see data written after
    it began should not carry a key. With `waited` whoever waits finds it in their task centre.
    Raises LookupError for an unknown name, TypeError for a payload that does not fit.
    """
    spec = spec_of(name)
    arguments = dict(payload or {})
    spec.check_payload(arguments)
    tenant = current_actor().tenant_id if tenant_id is _OWN_TENANT else tenant_id
    key = f"{tenant or '-'}:{name}:{dedupe}"[:200] if dedupe is not None else None
    if key is not None and (waiting := Job.objects.filter(dedupe_key=key).first()):
        return waiting
    moment = now()
    fresh = Job(
        tenant_id=tenant,
        name=name,
        payload=arguments,
        priority=spec.priority if priority is None else priority,
        run_at=run_at or moment,
        max_attempts=spec.max_attempts,
        dedupe_key=key,
        created_at=moment,
    )
    if waited is not None:
        fresh.asked_by = waited.asked_by or current_actor().account_id
        fresh.title = waited.title[:160]
        fresh.subject_kind, fresh.subject_id = waited.subject_kind, waited.subject_id
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        if key is None or not (other := Job.objects.filter(dedupe_key=key).first()):
            raise
        return other
    return fresh


def claim(worker: str, names: Sequence[str]) -> Job | None:
    """Take the most urgent due job of those names for `worker`, or None. The lease must be renewed to be kept."""
    moment = now()
    due = Job.objects.filter(name__in=names, state=JobState.WAITING, run_at__lte=moment)
    for job_id, fence in due.order_by("priority", "run_at", "id").values_list("id", "fence")[:_CANDIDATES]:
        taken = Job.objects.filter(id=job_id, fence=fence, state=JobState.WAITING).update(
            state=JobState.RUNNING,
            fence=fence + 1,
            attempts=F("attempts") + 1,
            worker=worker,
            lease_until=moment + LEASE,
            started_at=moment,
            progress_done=0,
            progress_total=0,
            progress_text="",
        )
        if taken == 1:
            return Job.objects.get(id=job_id)
    return None


def renew(job_id: uuid.UUID, fence: int, latest: Progress) -> bool:
    """Lengthen the lease and store the progress; False when the job is no longer held under that fence."""
    held = Job.objects.filter(id=job_id, fence=fence, state=JobState.RUNNING)
    return bool(
        held.update(
            lease_until=now() + LEASE,
            progress_done=latest.done,
            progress_total=latest.total,
            progress_text=latest.text,
        )
    )


def finish(job_id: uuid.UUID, fence: int, latest: Progress, refusal: str = "") -> bool:
    """Mark the job done, with the refusal it ended in; False when another worker holds it by now."""
    held = Job.objects.filter(id=job_id, fence=fence, state=JobState.RUNNING)
    return bool(
        held.update(
            state=JobState.DONE,
            dedupe_key=None,
            lease_until=None,
            ended_at=now(),
            error="",
            refusal=refusal[:400],
            progress_done=latest.done,
            progress_total=latest.total,
            progress_text=latest.text,
        )
    )


def fail(job: Job, error: str, *, final: bool = False) -> bool:
    """Put the job back for another attempt after a pause, or bury it; True when it is dead now.

    `final` buries at once: the error is an answer that another attempt would only repeat.
    """
    held = Job.objects.filter(id=job.id, fence=job.fence, state=JobState.RUNNING)
    moment = now()
    if final or job.attempts >= job.max_attempts:
        held.update(
            state=JobState.DEAD,
            dedupe_key=None,
            lease_until=None,
            ended_at=moment,
            error=error,
            fence=job.fence + 1,
        )
        return True
    held.update(
        state=JobState.WAITING,
        lease_until=None,
        run_at=moment + pause_after(job.attempts),
        error=error,
        fence=job.fence + 1,
    )
    return False


def pause_after(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts: 5 s, 20 s, 80 s … an hour at most, spread by a fifth."""
    seconds: float = min(_FIRST_PAUSE_SECONDS * 4 ** (attempts - 1), _LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds * random.uniform(1.0, 1.2))  # noqa: S311 - spreads load, guards nothing


def take_back() -> int:
    """Return the jobs of workers that are gone to the queue and tell how many there were.

    A worker of this machine is gone when its lock is free; any other when its lease has run out.
    """
    moment = now()
    count = 0
    for job in Job.objects.filter(state=JobState.RUNNING):
        alive = presence.is_alive(job.worker)
        expired = job.lease_until is None or job.lease_until < moment
        if alive is True or (alive is None and not expired):
            continue
        count += 1
        if job.attempts < job.max_attempts:
            Job.objects.filter(id=job.id, fence=job.fence, state=JobState.RUNNING).update(
                state=JobState.WAITING,
                fence=job.fence + 1,
                lease_until=None,
                run_at=moment,
                error="工作进程中断，任务将重新执行。",
            )
        else:
            fail(job, "工作进程多次中断，任务已停止。", final=True)
    return count

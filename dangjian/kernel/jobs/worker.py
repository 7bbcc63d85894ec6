"""The worker process: delivers events, runs jobs, starts periodic ones, keeps leases alive.

Six kinds of threads, each with its own data base connection: one delivers events, some run jobs, one renews leases and
stores progress, one seals the audit trail, one asks ten times a second whether anything is due and wakes the others,
and the main thread watches the clock. The question needs nothing that one of the data bases lacks.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import close_old_connections, connection, connections

from dangjian.kernel.clock import now
from dangjian.kernel.events.delivery import deliver_batch, orphans
from dangjian.kernel.jobs import bell, presence, queue
from dangjian.kernel.jobs.context import JobContext
from dangjian.kernel.jobs.registry import carried_jobs
from dangjian.kernel.jobs.runner import context_for, execute
from dangjian.kernel.jobs.slots import Periodic
from dangjian.kernel.models.tenancy import Tenant
from dangjian.kernel.scratch import remove_leftovers
from dangjian.kernel.sealing.service import Sealing

log = logging.getLogger("dangjian.worker")

T = TypeVar("T")

POLL_SECONDS = 0.1
_BEAT_SECONDS = 1.0
_CLOCK_SECONDS = 1.0
_SEAL_SECONDS = 1.0
_TAKE_BACK_SECONDS = 5.0
_LONGEST_TROUBLE_SECONDS = 5.0


def tenant_ids() -> Iterable[uuid.UUID]:
    """Every tenant of the installation."""
    return list(Tenant.objects.order_by("id").values_list("id", flat=True))


class Worker:
    """One worker process. `run` returns when `stop` was called and the running jobs have ended or the grace is over."""

    def __init__(self, *, job_threads: int = 2, grace_seconds: float = 25.0) -> None:
        self._events = bell.Bell()
        self._jobs = [bell.Bell() for _ in range(job_threads)]
        self._grace = grace_seconds
        self._stop = threading.Event()
        self._presence = presence.Presence()
        self._running: dict[uuid.UUID, JobContext] = {}
        self._running_lock = threading.Lock()
        self._periodic = Periodic(tenant_ids)
        self._last_take_back = 0.0
        self._renewed: dict[uuid.UUID, float] = {}
        self._sealing = Sealing()

    @property
    def name(self) -> str:
        """What this worker signs claimed jobs with."""
        return self._presence.name

    def stop(self) -> None:
        """Ask the worker to end: nothing new is begun."""
        self._stop.set()

    def run(self) -> bool:
        """Work until stopped. False when a job was still running after the grace: end the process then."""
        self._guard(remove_leftovers)
        for name in self._guard(orphans) or ():
            log.warning("events wait for the handler %s, which no app declares", name)
        threads = [threading.Thread(target=self._loop, args=(self._deliver, self._events.wait), name="events")]
        threads += [
            threading.Thread(target=self._loop, args=(self._run_job, sleeper.wait), name=f"jobs-{number}", daemon=True)
            for number, sleeper in enumerate(self._jobs)
        ]
        beat = threading.Thread(target=self._beat, name="heart-beat", daemon=True)
        watch = threading.Thread(target=self._loop, args=(self._look, self._pause(POLL_SECONDS)), name="bell")
        sealing = threading.Thread(target=self._loop, args=(self._seal, self._pause(_SEAL_SECONDS)), name="sealer")
        for thread in (*threads, watch, sealing, beat):
            thread.start()
        self._loop(self._watch_clock, self._pause(_CLOCK_SECONDS))
        for sleeper in (self._events, *self._jobs):
            sleeper.ring()
        deadline = time.monotonic() + self._grace
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        ended = not any(thread.is_alive() for thread in threads)
        self._presence.close()
        return ended

    def _pause(self, seconds: float) -> Callable[[], object]:
        return lambda: self._stop.wait(seconds)

    def _loop(self, step: Callable[[], bool], pause: Callable[[], object]) -> None:
        """Repeat `step` until stopped: at once while it finds work, after growing pauses while it meets trouble."""
        trouble = 0.0
        while not self._stop.is_set():
            found = self._guard(step)
            if found is None:
                trouble = min(_LONGEST_TROUBLE_SECONDS, trouble * 2 or POLL_SECONDS)
                self._stop.wait(trouble)
                continue
            trouble = 0.0
            if not found:
                pause()
        connections.close_all()

    def _guard(self, step: Callable[[], T]) -> T | None:
        close_old_connections()
        try:
            return step()
        except Exception:
            # The data base may be locked, restarting or gone: a worker outlives that.
            log.exception("the worker met trouble and will try again")
            close_old_connections()
            return None

    def _look(self) -> bool:
        """Ask whether anything is due and wake those whose work it is."""
        jobs, events = bell.due()
        if events:
            self._events.ring()
        if jobs:
            for sleeper in self._jobs:
                sleeper.ring()
        return False

    def _seal(self) -> bool:
        self._sealing.step()
        return False

    def _deliver(self) -> bool:
        return deliver_batch().done > 0

    def _run_job(self) -> bool:
        job = queue.claim(self.name, carried_jobs())
        if job is None:
            return False
        ctx = context_for(job)
        with self._running_lock:
            self._running[job.id] = ctx
        try:
            execute(job, ctx)
        finally:
            with self._running_lock:
                self._running.pop(job.id, None)
        return True

    def _watch_clock(self) -> bool:
        if time.monotonic() - self._last_take_back >= _TAKE_BACK_SECONDS:
            if count := queue.take_back():
                log.warning("took back %d jobs of workers that are gone", count)
            presence.forget_dead()
            self._last_take_back = time.monotonic()
        self._periodic.tick()
        return False

    def _beat(self) -> None:
        """Renew leases until the process ends: also while it is stopping and its last jobs still run."""
        while True:
            time.sleep(_BEAT_SECONDS)
            with self._running_lock:
                contexts = list(self._running.values())
            for ctx in contexts:
                self._guard(lambda ctx=ctx: self._renew(ctx))  # type: ignore[misc]

    def _renew(self, ctx: JobContext) -> None:
        """Renew by third parts of the lease, and at once when there is progress to show."""
        last, shown = self._renewed.get(ctx.job_id, 0.0), ctx.latest
        fresh = shown.total and connection.vendor != "sqlite"
        if not fresh and time.monotonic() - last < queue.LEASE.total_seconds() / 3:
            return
        if not queue.renew(ctx.job_id, ctx.fence, shown):
            with self._running_lock:
                ctx.lost = ctx.job_id in self._running
        self._renewed[ctx.job_id] = time.monotonic()


def exit_now() -> None:
    """End the process although a job still runs; the data base rolls it back and another worker takes it up."""
    log.warning("jobs still running at %s are left to the next worker", now())
    os._exit(0)

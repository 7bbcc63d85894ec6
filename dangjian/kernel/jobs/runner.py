"""Runs one claimed job under the system actor of its tenant, and everything due for tests and commands."""

from __future__ import annotations

import logging
import uuid
from contextlib import ExitStack
from dataclasses import dataclass

from django.db import connection, transaction

from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.errors import Problem
from dangjian.kernel.jobs import progress, queue
from dangjian.kernel.jobs.context import JobContext, LeaseLost
from dangjian.kernel.jobs.progress import Progress
from dangjian.kernel.jobs.registry import carried_jobs, spec_of
from dangjian.kernel.logs import frames_of
from dangjian.kernel.models.jobs import Job, JobState

log = logging.getLogger("dangjian.jobs")

NO_TENANT = uuid.UUID(int=0)
"""Tenant of jobs that belong to the installation: it sees no tenant's rows."""
_ERROR_LENGTH = 8000
_REPEATED_IN_VAIN = {401, 403, 404, 422}
"""Answers of a command that stay the same however often one asks."""


@dataclass(frozen=True)
class JobView:
    """A job as others see it: state, progress up to this moment, and the error of the last attempt."""

    id: uuid.UUID
    name: str
    state: str
    done: int
    total: int
    text: str
    error: str


def find_job(job_id: uuid.UUID, *, tenant_id: uuid.UUID | None) -> JobView | None:
    """The job with its latest progress, if it is one of that tenant."""
    job = Job.objects.filter(id=job_id, tenant_id=tenant_id).first()
    if job is None:
        return None
    latest = Progress(job.progress_done, job.progress_total, job.progress_text)
    if job.state == JobState.RUNNING:
        latest = progress.published(job.id) or latest
    return JobView(job.id, job.name, job.state, latest.done, latest.total, latest.text, job.error)


def context_for(job: Job) -> JobContext:
    """The context a claimed job runs with."""
    return JobContext(job.id, job.tenant_id, job.attempts, job.fence)


def execute(job: Job, ctx: JobContext) -> Exception | None:
    """Run a claimed job to its end and record how it ended; the error is returned, not raised."""
    try:
        with ExitStack() as stack:
            if connection.in_atomic_block:
                # Only inside a test's transaction: an error must not spoil what stands around it.
                stack.enter_context(transaction.atomic())
            stack.enter_context(acting_as(system_actor(job.tenant_id or NO_TENANT, f"job {job.name}")))
            spec_of(job.name).function(ctx, **job.payload)
    except LeaseLost as error:
        log.warning("job %s %s was taken over by another worker", job.name, job.id)
        return error
    except Exception as error:
        final = isinstance(error, Problem) and error.status in _REPEATED_IN_VAIN
        dead = queue.fail(job, _describe(error), final=final)
        log.error("job %s %s failed%s: %s", job.name, job.id, " for good" if dead else "", type(error).__name__)
        return error
    finally:
        progress.withdraw(job.id)
    if not queue.finish(job.id, job.fence, ctx.latest, ctx.refusal):
        log.warning("job %s %s ended after its lease was lost", job.name, job.id)
    return None


def _describe(error: Exception) -> str:
    return frames_of(error)[-_ERROR_LENGTH:]


def run_pending(*, strict: bool = True) -> int:
    """Run every due job here and now, including those they ask for; returns how many ran.

    For tests and management commands. With `strict` the first error is raised after all of them ran.
    """
    ran = 0
    first: Exception | None = None
    while (job := queue.claim("inline", carried_jobs())) is not None:
        ran += 1
        first = first or execute(job, context_for(job))
    if strict and first is not None:
        raise first
    return ran

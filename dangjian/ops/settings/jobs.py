"""Verification of the audit trail in the background."""

from __future__ import annotations

import time

from dangjian.kernel.jobs import SLOW, JobContext, job
from dangjian.kernel.sealing.trail import verify_database
from dangjian.ops.settings.commands import VERIFY_JOB, record_verification


@job(VERIFY_JOB, priority=SLOW)
def verify_audit(ctx: JobContext, *, asked_by: str) -> None:
    """Compute the seal of the tenant's trail again, keep what was found. Running twice shows two results."""
    started = time.monotonic()
    report = verify_database(log_id=ctx.tenant_id, tell=lambda done, total: ctx.progress(done, total, "核验中"))
    record_verification(asked_by=asked_by, report=report, milliseconds=round((time.monotonic() - started) * 1000))

"""Keys turn over by themselves: every ten minutes whatever is due."""

from __future__ import annotations

from datetime import timedelta

from dangjian.kernel.crypto import turning
from dangjian.kernel.jobs import SLOW, JobContext, periodic


@periodic("kernel.keys.proceed", every=timedelta(minutes=10), per_tenant=False, priority=SLOW)
def proceed(ctx: JobContext) -> None:
    """Successors for keys past their year, waiting keys activated, values sealed anew. Two statements when idle."""
    turning.proceed(tell=lambda done, total: ctx.progress(done, total, "重新加密"))

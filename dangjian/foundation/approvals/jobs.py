"""Background entries of approvals."""

from __future__ import annotations

from dangjian.foundation.approvals.commands import expire_approvals
from dangjian.kernel.jobs import JobContext, periodic


@periodic("foundation.approvals.expire", at="03:50")
def expire(ctx: JobContext) -> None:
    """Every night: end requests that nobody decided in time."""
    expire_approvals()

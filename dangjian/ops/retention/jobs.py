"""The nightly look for what is over."""

from __future__ import annotations

from dangjian.kernel.jobs import SLOW, JobContext, periodic
from dangjian.ops.retention.commands import propose_due


@periodic("ops.retention.find", at="02:40", priority=SLOW)
def find(ctx: JobContext) -> None:
    """Propose; nothing is erased before people agree."""
    propose_due()

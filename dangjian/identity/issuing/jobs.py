"""Background work: forget what was issued and has ended."""

from __future__ import annotations

from datetime import timedelta

from dangjian.identity.issuing.commands import remove_ended
from dangjian.kernel import clock
from dangjian.kernel.jobs import JobContext, periodic


@periodic("identity.issuing.remove_ended", at="02:40")
def remove_ended_authorisations(ctx: JobContext) -> None:
    """Delete authorisations a day after their end, with their tokens."""
    remove_ended(before=clock.now() - timedelta(days=1))

"""Background work: forget tokens that ended long ago."""

from __future__ import annotations

from dangjian.identity.tokens.commands import remove_old
from dangjian.identity.tokens.rules import KEPT_AFTER
from dangjian.kernel import clock
from dangjian.kernel.jobs import JobContext, periodic


@periodic("identity.tokens.remove_old", at="02:50")
def remove_old_tokens(ctx: JobContext) -> None:
    """Delete tokens a year after their end: until then it can be seen who had which."""
    remove_old(before=clock.now() - KEPT_AFTER)

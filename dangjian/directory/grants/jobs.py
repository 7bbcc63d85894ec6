"""Background entries of grants."""

from __future__ import annotations

from dangjian.directory.grants.commands import tell_of_expiry
from dangjian.kernel.jobs import JobContext, periodic


@periodic("directory.grants.tell_of_expiry", at="07:00")
def tell(ctx: JobContext) -> None:
    """Every morning: tell holders and administrators of grants that end soon."""
    tell_of_expiry()

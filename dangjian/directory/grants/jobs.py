"""Background entries of grants."""

from __future__ import annotations

from dangjian.directory.grants.commands import check_seals, lapse_unconfirmed, tell_of_expiry, tell_of_separation
from dangjian.kernel.jobs import JobContext, periodic


@periodic("directory.grants.tell_of_expiry", at="07:00")
def tell(ctx: JobContext) -> None:
    """Every morning: tell holders and administrators of grants that end soon."""
    tell_of_expiry()


@periodic("directory.grants.confirm", at="06:30")
def confirm(ctx: JobContext) -> None:
    """Every morning: take back what nobody confirmed in time, and tell of what comes to it."""
    lapse_unconfirmed()
    tell_of_separation()


@periodic("directory.grants.check_seals", at="02:20")
def look_at_seals(ctx: JobContext) -> None:
    """Every night: the seal of every grant, also of those that nobody used (SEC-DATA-04)."""
    check_seals()

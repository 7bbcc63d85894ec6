"""Background work on accounts: disable the idle, forget what is over."""

from __future__ import annotations

from datetime import timedelta

from dangjian.identity.accounts import alerts, attempts, sessions
from dangjian.identity.accounts.commands.accounts import disable_idle
from dangjian.identity.accounts.commands.reviewing import ask_for_review
from dangjian.kernel.jobs import JobContext, periodic

ADMINISTRATORS_AFTER = timedelta(days=90)
OTHERS_AFTER = timedelta(days=180)


@periodic("identity.accounts.disable_idle", at="02:20")
def disable_idle_accounts(ctx: JobContext) -> None:
    """Disable accounts not used for long (SEC-AUTH-07)."""
    disable_idle(administrators_after=ADMINISTRATORS_AFTER, others_after=OTHERS_AFTER)


@periodic("identity.accounts.ask_for_review", at="07:20")
def ask_for_the_review_of_the_month(ctx: JobContext) -> None:
    """The first morning of each month on which the system runs: ask for the review of accounts (SEC-AUTH-07)."""
    ask_for_review()


@periodic("identity.accounts.remove_ended", every=timedelta(hours=1), per_tenant=False)
def remove_ended(ctx: JobContext) -> None:
    """Delete sessions that are over and counters that no longer matter."""
    sessions.remove_ended()
    attempts.remove_old()
    alerts.remove_old()

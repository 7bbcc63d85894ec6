"""What is unusual about a log-in (SEC-AUTH-11)."""

from __future__ import annotations

from datetime import timedelta

FAILURES_BEFORE_SUCCESS = 3
ACCOUNTS_PER_ADDRESS = 10
"""A branch office behind one address mistypes now and then; ten names within the window are somebody who tries."""
WINDOW = timedelta(minutes=15)
REMEMBERED = timedelta(days=1)


def succeeded_after_guessing(failures: int) -> bool:
    """Whether a success follows so many failures that it may be a guess."""
    return failures >= FAILURES_BEFORE_SUCCESS


def tries_many(accounts: int) -> bool:
    """Whether one address failed with so many names within the window that it tries them one after another."""
    return accounts >= ACCOUNTS_PER_ADDRESS

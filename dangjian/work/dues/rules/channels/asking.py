"""When a platform is asked about an order of which nothing was heard."""

from __future__ import annotations

from datetime import datetime, timedelta

OPEN_FOR = timedelta(minutes=15)
"""How long a payer has."""
GRACE = timedelta(minutes=10)
"""After the end a payment may still be under way at the platform."""
GIVEN_UP = timedelta(days=3)
"""A platform that cannot be asked for so long is asked no more; money that comes later is held."""
_STEPS = (1, 2, 3, 5, 10, 15, 30, 60)


def next_ask(now: datetime, asked: int) -> datetime:
    """When to ask after having asked so often: soon at first, then hourly."""
    return now + timedelta(minutes=_STEPS[min(asked, len(_STEPS) - 1)])


def is_over(ends_at: datetime, now: datetime) -> bool:
    """Whether an order that the platform says is not paid can be closed."""
    return now >= ends_at + GRACE


def is_hopeless(ends_at: datetime, now: datetime) -> bool:
    """Whether an order is closed without an answer of the platform."""
    return now >= ends_at + GIVEN_UP

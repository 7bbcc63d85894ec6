"""Lock-out that cannot be used against others (SEC-AUTH-04).

Each attempt is counted against a key before the password is looked at, and taken back when the password was right, so
that parallel guesses cannot slip past the limit. Keys: an account seen from unknown devices, an account seen from one
known device, a network address, the whole installation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
FORGET_LEVEL_AFTER = timedelta(hours=24)

ATTEMPTS_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 100
"""A branch office behind one address has many people; guessing over many accounts needs far more than this."""
FAILURES_IN_ALL = 2000


@dataclass(frozen=True)
class Counter:
    """Attempts of one key: how many in the running window, locked until when, and how many locks in a row so far."""

    attempts: int = 0
    window_started_at: datetime | None = None
    locked_until: datetime | None = None
    level: int = 0


def lock_length(level: int) -> timedelta:
    """Length of the `level`-th lock in a row (from 1): 15 minutes, doubling, at most 24 hours."""
    doublings: int = 2 ** min(max(level - 1, 0), 16)
    return min(WINDOW * doublings, LONGEST_LOCK)


def is_locked(counter: Counter, now: datetime) -> bool:
    """Whether the key is locked at `now`."""
    return counter.locked_until is not None and now < counter.locked_until


def charge(counter: Counter, now: datetime, *, limit: int = ATTEMPTS_PER_ACCOUNT) -> tuple[Counter, bool]:
    """Count one attempt; returns the new counter and whether the attempt may go on.

    The attempt after the `limit`-th within the window is refused and opens the lock, and so does each one until the
    lock ends. A lock that ended more than 24 hours ago no longer makes the next one longer.
    """
    if is_locked(counter, now):
        return counter, False
    fresh = _without_past(counter, now)
    if fresh.attempts >= limit:
        return _locked(fresh, now), False
    return replace(fresh, attempts=fresh.attempts + 1, window_started_at=fresh.window_started_at or now), True


def settle_failure(counter: Counter, now: datetime, *, limit: int = ATTEMPTS_PER_ACCOUNT) -> Counter:
    """After a wrong password: the `limit`-th failure locks at once rather than at the next attempt."""
    if is_locked(counter, now) or counter.attempts < limit:
        return counter
    return _locked(counter, now)


def settle_success(counter: Counter, now: datetime) -> Counter:
    """After a right password: forget the failures of this key, and the length of earlier locks."""
    return counter if is_locked(counter, now) else Counter()


def _without_past(counter: Counter, now: datetime) -> Counter:
    level = counter.level
    if counter.locked_until is not None and now >= counter.locked_until + FORGET_LEVEL_AFTER:
        level = 0
    if counter.locked_until is not None:
        return Counter(level=level)
    started = counter.window_started_at
    if started is None or now >= started + WINDOW:
        return Counter(level=level)
    return replace(counter, level=level)


def _locked(counter: Counter, now: datetime) -> Counter:
    level = counter.level + 1
    return Counter(attempts=0, window_started_at=None, locked_until=now + lock_length(level), level=level)

"""Lock-out (SEC-AUTH-04): five failures in fifteen minutes, fifteen minutes doubling to a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dangjian.identity.accounts.rules.lockout import (
    Counter,
    charge,
    is_locked,
    lock_length,
    settle_failure,
    settle_success,
)

START = datetime(2026, 11, 21, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _fail(counter: Counter, now: datetime, times: int = 1) -> Counter:
    for _ in range(times):
        counter, admitted = charge(counter, now)
        assert admitted
        counter = settle_failure(counter, now)
    return counter


def test_sec_auth_04_fifth_failure_locks_for_fifteen_minutes() -> None:
    four = _fail(Counter(), START, 4)
    five = _fail(four, START)

    assert not is_locked(four, START)
    assert five == Counter(locked_until=START + 15 * MINUTE, level=1)
    assert charge(five, START + 14 * MINUTE) == (five, False)
    assert charge(five, START + 15 * MINUTE)[1]


def test_sec_auth_04_parallel_guesses_do_not_slip_through() -> None:
    counter = Counter()
    admitted = 0
    for _ in range(100):
        counter, yes = charge(counter, START)
        admitted += yes

    assert admitted == 5
    assert is_locked(counter, START)


def test_sec_auth_04_failures_outside_the_window_are_forgotten() -> None:
    four = _fail(Counter(), START, 4)
    later = _fail(four, START + 16 * MINUTE)

    assert later == Counter(attempts=1, window_started_at=START + 16 * MINUTE)


@pytest.mark.parametrize(
    ("level", "minutes"), [(1, 15), (2, 30), (3, 60), (4, 120), (5, 240), (6, 480), (7, 960), (8, 1440), (60, 1440)]
)
def test_sec_auth_04_locks_double_to_a_day(level: int, minutes: int) -> None:
    assert lock_length(level) == minutes * MINUTE


def test_sec_auth_04_second_lock_is_longer_and_a_quiet_day_forgets() -> None:
    once = _fail(Counter(), START, 5)
    soon = START + 20 * MINUTE
    twice = _fail(once, soon, 5)
    quiet = START + timedelta(hours=26)

    assert twice.locked_until == soon + 30 * MINUTE
    assert _fail(once, quiet, 5).locked_until == quiet + 15 * MINUTE


def test_sec_auth_04_success_clears_the_key_but_opens_no_lock() -> None:
    four = _fail(Counter(), START, 4)
    locked = _fail(Counter(), START, 5)

    assert settle_success(four, START) == Counter()
    assert settle_success(locked, START) == locked

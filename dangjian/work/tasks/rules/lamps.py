"""Lamps: how a task stands against its date, from dates that are computed once (decision-and-supervision, section 3).

The days on which a lamp changes are kept with the task, so that a list of thousands needs no look at calendars.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dangjian.work.tasks.rules.kinds import Lamp

IsWorking = Callable[[date], bool]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LampTerms:
    """What the rule book says about lamps."""

    yellow_days: int
    """Working days left from which on a task is yellow."""
    yellow_share: int
    """Percent of the time left from which on a task is yellow."""
    black_days: int
    """Working days late beyond which a task is listed."""
    black_times: int
    """Dates missed from which on a task is listed."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The days from which on a task is yellow, and listed."""

    yellow_on: date
    black_on: date


def working_days_after(day: date, last: date, is_working: IsWorking) -> int:
    """Working days after `day` up to `last`."""
    return sum(is_working(day + DAY * number) for number in range(1, (last - day).days + 1))


def changes_of(start: date, due_on: date, missed: int, terms: LampTerms, is_working: IsWorking) -> Changes:
    """When the lamp of a task that began on `start` changes; `missed` earlier dates have gone by.

    Yellow: at most `yellow_days` working days or `yellow_share` percent of the time left, whichever comes first.
    Listed: more than `black_days` working days late, or late for the `black_times`-th time.
    """
    by_days = due_on
    left = 0
    while left < terms.yellow_days or not is_working(by_days):
        left += is_working(by_days)
        by_days -= DAY
    by_share = due_on - timedelta(days=max((due_on - start).days, 0) * terms.yellow_share // 100)
    if missed + 1 >= terms.black_times:
        return Changes(min(by_days, by_share), due_on + DAY)
    late, day = 0, due_on
    while late <= terms.black_days:
        day += DAY
        late += is_working(day)
    return Changes(min(by_days, by_share), day)


def lamp_of(on: date, *, due_on: date, changes: Changes) -> Lamp:
    """The lamp of a task on a day (for a task that was reported as done: on that day)."""
    if on > due_on:
        return Lamp.BLACK if on >= changes.black_on else Lamp.RED
    return Lamp.YELLOW if on >= changes.yellow_on else Lamp.GREEN


def urge_level(on: date, *, due_on: date, changes: Changes) -> int:
    """How urgently a task is followed: 1 when yellow, 2 from the day after its date, 3 when listed."""
    order = {Lamp.GREEN: 0, Lamp.YELLOW: 1, Lamp.RED: 2, Lamp.BLACK: 3}
    return order[lamp_of(on, due_on=due_on, changes=changes)]

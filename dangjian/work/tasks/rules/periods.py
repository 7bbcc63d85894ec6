"""Periods of recurring responsibilities and quarters of plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dangjian.kernel.clock import add_months
from dangjian.work.tasks.rules.kinds import Rhythm

MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}


def period_of(day: date, rhythm: Rhythm) -> date:
    """First day of the period of a rhythm that a day lies in. Raises KeyError without a rhythm."""
    months = MONTHS[rhythm]
    month = day.month - 1
    return date(day.year, month - month % months + 1, 1)


def next_period(first: date, rhythm: Rhythm) -> date:
    """First day of the period after the one that begins on `first`."""
    return add_months(first, MONTHS[rhythm])


def last_day(first: date, rhythm: Rhythm) -> date:
    """Last day of the period that begins on `first`."""
    return next_period(first, rhythm) - timedelta(days=1)


def due_day(first: date, rhythm: Rhythm, working_days: int, is_working: Callable[[date], bool]) -> date:
    """The working day a period's task is due on, counted from its end: 1 is the last one of the period.

    A period with fewer working days: its first working day, or its last day where none is worked.
    """
    day = last = last_day(first, rhythm)
    found, left = last, working_days
    while day >= first and left > 0:
        if is_working(day):
            found, left = day, left - 1
        day -= timedelta(days=1)
    return found


def period_words(first: date, rhythm: Rhythm) -> str:
    """The period as people name it."""
    if rhythm is Rhythm.MONTHLY:
        return f"{first.year}年{first.month}月"
    if rhythm is Rhythm.QUARTERLY:
        return f"{first.year}年第{quarter_of(first)}季度"
    return f"{first.year}年"


def quarter_of(day: date) -> int:
    """The quarter of a day: 1 to 4."""
    return (day.month - 1) // 3 + 1

"""Days on which the invented enterprise meets: weekdays outside the fixed public holidays."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

_SPRING_FESTIVALS: Final = (
    date(2024, 2, 10),
    date(2025, 1, 29),
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 3),
    date(2031, 1, 23),
    date(2032, 2, 11),
)


def is_meeting_day(day: date) -> bool:
    """Whether people would meet on this day."""
    if day.weekday() >= 5:
        return False
    fixed = {(1, 1), (4, 4), (4, 5), (5, 1), (5, 2), (5, 3), (5, 4), (5, 5), *((10, number) for number in range(1, 8))}
    return (day.month, day.day) not in fixed and not any(-2 <= (day - eve).days <= 7 for eve in _SPRING_FESTIVALS)


def meeting_day(year: int, month: int, wanted: int) -> date:
    """The meeting day nearest to `wanted` in the month, the later one of two."""
    last = calendar.monthrange(year, month)[1]
    start = date(year, month, min(wanted, last))
    for distance in range(31):
        for day in (start + timedelta(days=distance), start - timedelta(days=distance)):
            if day.month == month and is_meeting_day(day):
                return day
    return start


def months_until(today: date, count: int) -> list[tuple[int, int]]:
    """The last `count` months including that of `today`, oldest first."""
    found = []
    year, month = today.year, today.month
    for _ in range(count):
        found.append((year, month))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return found[::-1]

"""Working days in China: the week's rhythm, public holidays and the weekend days worked instead."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta

from dangjian.kernel.models.tenancy import CalendarDay

_CACHE_SECONDS = 60.0
_lock = threading.Lock()
_days: dict[date, bool] = {}
_loaded_at = 0.0


def _exceptions() -> dict[date, bool]:
    """Days that differ from the week's rhythm; read again every minute, because administrators maintain them."""
    global _days, _loaded_at
    with _lock:
        if not _loaded_at or time.monotonic() - _loaded_at > _CACHE_SECONDS:
            _days = dict(CalendarDay.objects.values_list("day", "is_working"))
            _loaded_at = time.monotonic()
        return _days


def forget_cache() -> None:
    """Read the calendar again at the next question (after it was changed)."""
    global _loaded_at
    with _lock:
        _loaded_at = 0.0


def is_working_day(day: date) -> bool:
    """Whether `day` is worked: the calendar's exceptions first, else Monday to Friday."""
    return _exceptions().get(day, day.weekday() < 5)


def add_working_days(first: date, count: int) -> date:
    """The `count`-th working day, `first` itself counting as day one if it is worked.

    A public notice of five working days that starts on Monday ends on Friday (发展党员工作细则 2026 第十三条).
    Raises ValueError for a count below one.
    """
    if count < 1:
        raise ValueError("count of working days starts at one")
    exceptions = _exceptions()
    day = first
    while True:
        if exceptions.get(day, day.weekday() < 5):
            count -= 1
            if count == 0:
                return day
        day += timedelta(days=1)


def next_working_day(day: date) -> date:
    """`day` itself if worked, else the next one that is."""
    return add_working_days(day, 1)


def is_announced(year: int) -> bool:
    """Whether the public holidays of a year have been entered; before that, dates in it are provisional."""
    return any(day.year == year for day in _exceptions())

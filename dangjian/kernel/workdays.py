"""Working days in China: the week's rhythm, public holidays and the weekend days worked instead."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from dangjian.kernel.actor import acting_as, actor_or_none, system_actor
from dangjian.kernel.models.tenancy import CalendarDay

_SEEDS = Path(__file__).parent / "seeds" / "holidays.json"
_CACHE_SECONDS = 60.0
_lock = threading.Lock()
_own: dict[UUID, tuple[float, dict[date, bool]]] = {}


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A public holiday, or a weekend day worked instead of one, as announced by the State Council."""

    day: date
    is_working: bool
    name: str
    source: str


@cache
def public_days() -> tuple[PublicDay, ...]:
    """Every announced day that differs from the week's rhythm, in order. They ship with the product, so that an
    upgrade brings a new year to everybody."""
    found = []
    for year in json.loads(_SEEDS.read_text(encoding="utf-8")):
        for holiday in year["holidays"]:
            name, source = holiday["name"], year["source"]
            day, last = date.fromisoformat(holiday["from"]), date.fromisoformat(holiday["to"])
            while day <= last:
                found.append(PublicDay(day, False, name, source))
                day += timedelta(days=1)
            worked = (date.fromisoformat(text) for text in holiday["worked"])
            found += [PublicDay(day, True, f"{name}调休上班", source) for day in worked]
    return tuple(sorted(found, key=lambda item: item.day))


@cache
def _public() -> dict[date, bool]:
    return {item.day: item.is_working for item in public_days()}


def _exceptions() -> dict[date, bool]:
    """Days that differ from the week's rhythm: the public ones, then those of the acting person's enterprise."""
    actor = actor_or_none()
    own = _own_days(actor.tenant_id) if actor is not None else {}
    return {**_public(), **own} if own else _public()


def _own_days(tenant_id: UUID) -> dict[date, bool]:
    """Own days of an enterprise; read again every minute, because administrators maintain them."""
    with _lock:
        known = _own.get(tenant_id)
    if known is not None and time.monotonic() - known[0] < _CACHE_SECONDS:
        return known[1]
    with acting_as(system_actor(tenant_id, "calendar")):
        found = dict(CalendarDay.objects.values_list("day", "is_working"))
    with _lock:
        _own[tenant_id] = (time.monotonic(), found)
    return found


def forget_cache() -> None:
    """Read the calendar again at the next question (after it was changed)."""
    with _lock:
        _own.clear()


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

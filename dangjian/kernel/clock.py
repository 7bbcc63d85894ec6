"""The one place that tells the time, so that tests can stop it and records can carry event and entry time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""Zone in which dates of the work are meant."""

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The current date where the organisation is."""
    return local_date(now())


def local_date(instant: datetime) -> date:
    """The local date of an aware instant. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("a naive time has no date")
    return instant.astimezone(ZONE).date()


def local_time(instant: datetime) -> datetime:
    """The same instant in the organisation's zone, for display."""
    return instant.astimezone(ZONE)


def at_local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The instant of a local wall-clock time, in UTC."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE).astimezone(UTC)


def utc_text(instant: datetime) -> str:
    """An instant as signed and sealed texts carry it: UTC with six digits of a second and a Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_utc(text: str) -> datetime:
    """The instant that `utc_text` wrote. Raises ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def add_months(day: date, months: int) -> date:
    """The same day `months` calendar months later, clamped to the end of the month (2026-01-31 + 1 = 2026-02-28)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


@contextmanager
def frozen(moment: datetime | date) -> Iterator[datetime]:
    """Stop the clock at a moment (a bare date: 09:00 local time). For tests and for generated demonstration data."""
    instant = moment if isinstance(moment, datetime) else at_local(moment, 9)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=ZONE)
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _frozen.reset(token)

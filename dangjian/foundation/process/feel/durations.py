"""Durations of FEEL: whole months, or whole days; never both, because their sum would depend on the order."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?")
_DAYS = re.compile(r"P(\d{1,5})D")


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A number of calendar months."""

    count: int


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A number of calendar days."""

    count: int


Duration = Months | Days


def parse_duration(text: str) -> Duration:
    """`P1Y`, `P6M`, `P1Y6M`, `P10D`. Raises ValueError."""
    days = _DAYS.fullmatch(text)
    if days:
        return Days(int(days[1]))
    months = _MONTHS.fullmatch(text)
    if months and (months[1] or months[2]):
        return Months(int(months[1] or 0) * 12 + int(months[2] or 0))
    raise ValueError(text)

"""Months as the keys that dues are kept under: YYYY-MM."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\Z")
EARLIEST, LATEST = "2008-03", "2100-12"
"""The first whole month of the regulation (中组发〔2008〕3号), and an end for mistyped years."""


def is_month(text: str) -> bool:
    """Whether a text is a month that dues can be kept for."""
    return bool(_MONTH.match(text)) and EARLIEST <= text <= LATEST


def month_of(day: date) -> str:
    """The month of a day."""
    return f"{day:%Y-%m}"


def first_day(month: str) -> date:
    """The first day of a month."""
    return date(int(month[:4]), int(month[5:]), 1)


def shift(month: str, by: int) -> str:
    """The month `by` months later (earlier when negative)."""
    year, index = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04d}-{index + 1:02d}"


def between(first: str, last: str) -> Iterator[str]:
    """The months from `first` to `last`, both included."""
    month = first
    while month <= last:
        yield month
        month = shift(month, 1)


def words(month: str) -> str:
    """A month as people read it: 2026年11月."""
    return f"{int(month[:4])}年{int(month[5:])}月"

"""Periods in which duties are counted: month, quarter, half-year, year, year of evaluation."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    """Length of a period."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    EVALUATION_YEAR = "evaluation_year"


_MONTHS: dict[PeriodKind, int] = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
    PeriodKind.EVALUATION_YEAR: 12,
}
_KEY = re.compile(
    r"^(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<evaluation>E))?$"
)


def month_start(day: date) -> date:
    """First day of the month of `day`."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def next_month(day: date) -> date:
    """First day of the month after that of `day`."""
    return month_end(day) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """One period: `start` and `end` are both inside."""

    kind: PeriodKind
    start: date
    end: date

    @property
    def key(self) -> str:
        """Text that names the period: 2026-11, 2026Q4, 2026H2, 2026, 2026E."""
        year = self.start.year
        if self.kind is PeriodKind.MONTH:
            return f"{year}-{self.start.month:02d}"
        if self.kind is PeriodKind.QUARTER:
            return f"{year}Q{(self.start.month + 2) // 3}"
        if self.kind is PeriodKind.HALF_YEAR:
            return f"{year}H{1 if self.start.month == 1 else 2}"
        return f"{year}E" if self.kind is PeriodKind.EVALUATION_YEAR else str(year)

    @property
    def label(self) -> str:
        """The period in words: 2026年11月, 2026年第4季度, 2026年下半年, 2026年, 2026年度."""
        year = f"{self.start.year}年"
        if self.kind is PeriodKind.MONTH:
            return f"{year}{self.start.month}月"
        if self.kind is PeriodKind.QUARTER:
            return f"{year}第{(self.start.month + 2) // 3}季度"
        if self.kind is PeriodKind.HALF_YEAR:
            return f"{year}{'上' if self.start.month == 1 else '下'}半年"
        return f"{year}度" if self.kind is PeriodKind.EVALUATION_YEAR else year

    def months(self) -> list[date]:
        """First days of the months in the period."""
        found = [self.start]
        while (following := next_month(found[-1])) <= self.end:
            found.append(following)
        return found

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def period_of(kind: PeriodKind, day: date) -> Period:
    """The period of that kind in which `day` lies; for the year of evaluation the calendar year is assumed."""
    length = _MONTHS[kind]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    last = date(day.year, first.month + length - 1, 1)
    return Period(kind, first, month_end(last))


def evaluation_year(year: int) -> Period:
    """The year of evaluation `year`."""
    return period_of(PeriodKind.EVALUATION_YEAR, date(year, 1, 1))


def parse_period(key: str) -> Period:
    """The period a key names. Raises ValueError for any other text."""
    match = _KEY.match(key)
    if match is None or int(match["year"]) < 1921:
        raise ValueError(f"not a period: {key!r}")
    year = int(match["year"])
    if match["month"]:
        return period_of(PeriodKind.MONTH, date(year, int(match["month"]), 1))
    if match["quarter"]:
        return period_of(PeriodKind.QUARTER, date(year, int(match["quarter"]) * 3, 1))
    if match["half"]:
        return period_of(PeriodKind.HALF_YEAR, date(year, int(match["half"]) * 6, 1))
    if match["evaluation"]:
        return evaluation_year(year)
    return period_of(PeriodKind.YEAR, date(year, 1, 1))


def periods_between(kind: PeriodKind, start: date, end: date) -> list[Period]:
    """All periods of a kind that touch the span from `start` to `end`, in order."""
    found = [period_of(kind, start)]
    while found[-1].end < end:
        found.append(period_of(kind, found[-1].end + timedelta(days=1)))
    return found

"""Periods of the duty calendar."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.work.duties.rules.periods import PeriodKind, evaluation_year, parse_period, period_of, periods_between


@pytest.mark.parametrize(
    ("kind", "day", "key", "start", "end", "label"),
    [
        (PeriodKind.MONTH, date(2028, 2, 29), "2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028年2月"),
        (PeriodKind.QUARTER, date(2026, 12, 31), "2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第4季度"),
        (PeriodKind.QUARTER, date(2026, 1, 1), "2026Q1", date(2026, 1, 1), date(2026, 3, 31), "2026年第1季度"),
        (PeriodKind.HALF_YEAR, date(2026, 7, 1), "2026H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        (PeriodKind.YEAR, date(2026, 6, 30), "2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        (PeriodKind.EVALUATION_YEAR, date(2026, 6, 30), "2026E", date(2026, 1, 1), date(2026, 12, 31), "2026年度"),
    ],
)
def test_period_has_key_span_and_words(
    kind: PeriodKind, day: date, key: str, start: date, end: date, label: str
) -> None:
    period = period_of(kind, day)
    assert (period.key, period.start, period.end, period.label) == (key, start, end, label)
    assert parse_period(key) == period


@pytest.mark.parametrize("key", ["", "2026-13", "2026Q5", "2026H3", "26-01", "2026-1", "0001", "2026EE", "2026Q1 "])
def test_other_texts_are_no_periods(key: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        parse_period(key)


def test_periods_between_touch_the_whole_span() -> None:
    keys = [p.key for p in periods_between(PeriodKind.MONTH, date(2025, 12, 31), date(2026, 2, 1))]
    assert keys == ["2025-12", "2026-01", "2026-02"]


def test_months_of_the_year_of_evaluation_are_its_calendar_months() -> None:
    months = evaluation_year(2026).months()
    assert (months[0], months[-1], len(months)) == (date(2026, 1, 1), date(2026, 12, 1), 12)

"""Periods of recurring responsibilities, by working days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian.work.tasks.rules.kinds import Rhythm
from dangjian.work.tasks.rules.periods import due_day, last_day, next_period, period_of, period_words


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("rhythm", "first", "words"),
    [
        (Rhythm.MONTHLY, date(2026, 11, 1), "2026年11月"),
        (Rhythm.QUARTERLY, date(2026, 10, 1), "2026年第4季度"),
        (Rhythm.YEARLY, date(2026, 1, 1), "2026年"),
    ],
)
def test_tsk_1_periods_of_a_day(rhythm: Rhythm, first: date, words: str) -> None:
    assert period_of(date(2026, 11, 21), rhythm) == first
    assert period_words(first, rhythm) == words


def test_tsk_1_due_on_the_last_working_days_of_a_period() -> None:
    assert due_day(date(2026, 11, 1), Rhythm.MONTHLY, 1, weekdays) == date(2026, 11, 30)
    assert due_day(date(2026, 5, 1), Rhythm.MONTHLY, 1, weekdays) == date(2026, 5, 29), "the 30th and 31st are days off"
    assert due_day(date(2026, 11, 1), Rhythm.MONTHLY, 3, weekdays) == date(2026, 11, 26)
    assert due_day(date(2028, 2, 1), Rhythm.MONTHLY, 1, weekdays) == date(2028, 2, 29), "leap day"


@given(day=st.dates(date(2020, 1, 1), date(2040, 1, 1)), rhythm=st.sampled_from(Rhythm), days=st.integers(1, 60))
def test_tsk_1_a_task_is_due_within_its_period(day: date, rhythm: Rhythm, days: int) -> None:
    if rhythm is Rhythm.NONE:
        return
    first = period_of(day, rhythm)
    assert first <= day <= last_day(first, rhythm)
    due = due_day(first, rhythm, days, weekdays)
    assert first <= due <= last_day(first, rhythm)
    assert weekdays(due)
    assert period_of(next_period(first, rhythm), rhythm) == next_period(first, rhythm)

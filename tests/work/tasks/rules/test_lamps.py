"""Lamps by working days and shares of the time (decision-and-supervision, section 3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian.work.tasks.rules.kinds import Lamp
from dangjian.work.tasks.rules.lamps import LampTerms, changes_of, lamp_of, urge_level, working_days_after

TERMS = LampTerms(yellow_days=3, yellow_share=20, black_days=10, black_times=2)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("on", "lamp"),
    [
        (date(2026, 11, 12), Lamp.GREEN),  # Thursday: Friday, Monday, Tuesday, Wednesday are left
        (date(2026, 11, 13), Lamp.YELLOW),  # Friday: three working days are left
        (date(2026, 11, 18), Lamp.YELLOW),  # the day itself
        (date(2026, 11, 19), Lamp.RED),
        (date(2026, 12, 2), Lamp.RED),  # ten working days late
        (date(2026, 12, 3), Lamp.BLACK),  # more than ten
    ],
)
def test_tsk_1_lamps_of_a_task_of_ten_days(on: date, lamp: Lamp) -> None:
    due = date(2026, 11, 18)
    changes = changes_of(date(2026, 11, 9), due, 0, TERMS, weekdays)
    assert lamp_of(on, due_on=due, changes=changes) is lamp


def test_tsk_1_yellow_by_a_fifth_of_the_time_comes_first_for_a_long_task() -> None:
    start, due = date(2026, 1, 1), date(2026, 4, 11)  # a hundred days
    changes = changes_of(start, due, 0, TERMS, weekdays)
    assert changes.yellow_on == due - timedelta(days=20)
    assert lamp_of(date(2026, 3, 21), due_on=due, changes=changes) is Lamp.GREEN
    assert lamp_of(date(2026, 3, 22), due_on=due, changes=changes) is Lamp.YELLOW


def test_tsk_1_late_for_the_second_time_is_listed_at_once() -> None:
    due = date(2026, 11, 18)
    changes = changes_of(date(2026, 11, 9), due, 1, TERMS, weekdays)
    assert lamp_of(due, due_on=due, changes=changes) is Lamp.YELLOW
    assert lamp_of(date(2026, 11, 19), due_on=due, changes=changes) is Lamp.BLACK


def test_tsk_1_days_off_do_not_count() -> None:
    def holidays(day: date) -> bool:
        return weekdays(day) and not date(2026, 10, 1) <= day <= date(2026, 10, 7)

    due = date(2026, 10, 9)
    changes = changes_of(date(2026, 9, 20), due, 0, TERMS, holidays)
    assert changes.yellow_on == date(2026, 9, 29), "30 September, 8 and 9 October are left"


@given(
    start=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    length=st.integers(0, 400),
    missed=st.integers(0, 2),
    on=st.integers(-10, 450),
)
def test_tsk_1_lamps_never_go_back(start: date, length: int, missed: int, on: int) -> None:
    due = start + timedelta(days=length)
    changes = changes_of(start, due, missed, TERMS, weekdays)
    day = start + timedelta(days=on)
    first = urge_level(day, due_on=due, changes=changes)
    second = urge_level(day + timedelta(days=1), due_on=due, changes=changes)
    assert first <= second
    assert (first >= 2) is (day > due)
    few = (due - day).days * 5 <= length or working_days_after(day, due, weekdays) <= 3
    if day <= due:
        assert (first == 1) is few

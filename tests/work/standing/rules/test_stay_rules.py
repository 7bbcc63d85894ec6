"""Worked examples of mobile members: who counts as one, when reports are due, what may follow what."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.work.standing.rules.stays import (
    FOLLOWING,
    Direction,
    Months,
    StayBook,
    StayState,
    report_due,
    report_reminder,
    too_short,
)

BOOK = StayBook(Months(6, "条例第三十二条"), Months(12, "条例第三十二条"), Months(6, "条例第三十四条"))


@pytest.mark.parametrize(
    ("away", "until", "is_long"),
    [
        (date(2026, 3, 1), date(2026, 9, 1), True),
        (date(2026, 3, 1), date(2026, 8, 31), False),
        (date(2026, 8, 31), date(2027, 2, 28), True),  # the month has no 31st
        (date(2027, 8, 31), date(2028, 2, 28), False),  # a leap year: 29 February
        (date(2027, 8, 31), date(2028, 2, 29), True),
    ],
)
def test_mem_5_six_months_make_a_mobile_member(away: date, until: date, is_long: bool) -> None:
    problem = too_short(BOOK, away, until)
    assert (problem == "") is is_long
    if problem:
        assert "条例第三十二条" in problem
        assert "党员证明信" in problem


def test_mem_5_reports_are_counted_from_the_last_one() -> None:
    away = date(2026, 2, 28)
    assert report_due(BOOK, Direction.CROSS_PROVINCE, away, None) == date(2027, 2, 28)
    assert report_due(BOOK, Direction.CROSS_PROVINCE, away, date(2026, 12, 1)) == date(2027, 12, 1)
    assert report_due(BOOK, Direction.ABROAD, away, None) == date(2026, 8, 28)


@pytest.mark.parametrize(
    ("today", "which"),
    [
        (date(2026, 5, 1), ""),
        (date(2026, 5, 2), "soon"),
        (date(2026, 5, 31), "soon"),
        (date(2026, 6, 1), "late0"),
        (date(2026, 6, 30), "late0"),
        (date(2026, 7, 1), "late1"),
    ],
)
def test_mem_5_a_reminder_is_named_so_that_it_is_sent_once(today: date, which: str) -> None:
    assert report_reminder(date(2026, 6, 1), today) == which


def test_mem_5_every_state_of_a_stay_leads_to_its_end() -> None:
    assert all(StayState.ENDED in following for state, following in FOLLOWING.items() if state is not StayState.ENDED)
    assert FOLLOWING[StayState.ENDED] == frozenset()
    assert StayState.HOSTED not in FOLLOWING[StayState.UNHOSTED], "nobody is hosted who was not asked for"

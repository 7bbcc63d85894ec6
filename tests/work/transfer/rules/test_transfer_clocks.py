"""Validity of letters, warnings, overdue days."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.work.transfer.rules.clocks import (
    HopLimit,
    LetterWarning,
    TransferBook,
    days_overdue,
    due_on,
    valid_until,
    warning_on,
)
from dangjian.work.transfer.rules.hops import HopKind

HOP = HopLimit(HopKind.TO_COMMITTEE, 30, "条例")
BOOK = TransferBook(date(2019, 5, 6), 90, "条例", 30, (HOP,))


def test_trf_1_validity_over_a_leap_day() -> None:
    assert valid_until(BOOK, date(2028, 2, 28), 2) == date(2028, 3, 1)
    assert valid_until(BOOK, date(2027, 2, 28), 2) == date(2027, 3, 2)


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_trf_1_validity_outside_the_ceiling_is_refused_with_the_clause(days: int) -> None:
    with pytest.raises(ValueError, match="1 至 90 天（条例）"):
        valid_until(BOOK, date(2026, 1, 1), days)


@pytest.mark.parametrize(
    ("today", "warning"),
    [
        (date(2026, 3, 15), LetterWarning.NONE),
        (date(2026, 3, 16), LetterWarning.FIFTEEN_DAYS),
        (date(2026, 3, 23), LetterWarning.FIFTEEN_DAYS),
        (date(2026, 3, 24), LetterWarning.SEVEN_DAYS),
        (date(2026, 3, 31), LetterWarning.LAST_DAY),
        (date(2026, 4, 1), LetterWarning.EXPIRED),
    ],
)
def test_trf_1_warnings(today: date, warning: LetterWarning) -> None:
    assert warning_on(date(2026, 3, 31), today) is warning


@pytest.mark.parametrize(("until", "days"), [(date(2026, 1, 31), 0), (date(2026, 2, 1), 1), (date(2025, 12, 1), 0)])
def test_trf_1_days_overdue(until: date, days: int) -> None:
    assert days_overdue(HOP, date(2026, 1, 1), until) == days


def test_trf_1_a_hop_without_limit_is_never_overdue() -> None:
    free = HopLimit(HopKind.TO_BRANCH, None, "")
    assert due_on(free, date(2020, 1, 1)) is None
    assert days_overdue(free, date(2020, 1, 1), date(2026, 1, 1)) == 0


def test_trf_1_a_hop_without_entry_is_said_to_be_missing() -> None:
    assert BOOK.limit(HopKind.TO_COMMITTEE) is HOP
    with pytest.raises(KeyError):
        BOOK.limit(HopKind.TO_BRANCH)

"""Late, soon, and when one is reminded."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.foundation.duties.rules import Due, is_due_soon, is_overdue, is_reminded, reminder

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due_on", "late", "soon"),
    [
        (None, False, False),
        (date(2026, 11, 19), True, False),
        (date(2026, 11, 20), False, True),
        (date(2026, 11, 27), False, True),
        (date(2026, 11, 28), False, False),
    ],
)
def test_a_day_is_late_when_it_is_over(due_on: date | None, late: bool, soon: bool) -> None:
    assert (is_overdue(due_on, FRIDAY), is_due_soon(due_on, FRIDAY)) == (late, soon)


@pytest.mark.parametrize(
    ("due_on", "reminded"),
    [
        (date(2026, 11, 24), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), True),
        (date(2026, 11, 20), True),
        (date(2026, 11, 19), True),
        (date(2026, 11, 18), False),
        (date(2026, 11, 13), True),
        (date(2026, 11, 12), False),
        (date(2026, 11, 6), True),
    ],
)
def test_TSK_2_friday_reminds_of_the_weekend_and_of_late_ones_weekly(due_on: date, reminded: bool) -> None:
    assert is_reminded(due_on, FRIDAY, MONDAY) is reminded


def test_one_reminder_says_everything() -> None:
    items = [Due("交回会议记录", date(2026, 11, 13)), Due("参加支部大会", FRIDAY), Due("谈心谈话", MONDAY)]

    assert reminder(items, FRIDAY) == (
        "待办提醒：1 件已逾期，2 件即将到期",
        "交回会议记录（已逾期 7 天）\n参加支部大会（今天到期）\n谈心谈话（11-23 到期）",
    )
    assert reminder(items[1:2] * 6, FRIDAY)[1].endswith("另有 1 件，请打开待办查看。")

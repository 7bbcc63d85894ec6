"""Versions of rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dangjian.foundation.rulebook.rules import RuleVersion, pick, shape_problem

FIRST = RuleVersion(
    key="test.days",
    title="天数",
    value=5,
    unit="天",
    effective_from=date(2018, 1, 1),
    effective_to=date(2026, 5, 17),
    source_article="《某规定》第三条",
    explanation="应在{value}天内完成。",
    is_verified=True,
)
SECOND = replace(FIRST, value=7, effective_from=date(2026, 5, 18), effective_to=None)
OWN = replace(
    FIRST, value=3, effective_from=date(2026, 1, 1), effective_to=date(2026, 12, 31), is_own=True, version_id="a"
)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2018, 1, 1), 5),
        (date(2026, 5, 17), 5),
        (date(2026, 5, 18), 7),
        (date(2040, 1, 1), 7),
    ],
)
def test_the_version_of_the_day_holds(day: date, value: int) -> None:
    found = pick([FIRST, SECOND], day)
    assert found is not None
    assert found.value == value


def test_before_the_first_version_there_is_no_rule() -> None:
    assert pick([FIRST, SECOND], date(2017, 12, 31)) is None


def test_an_own_version_wins_while_it_lasts() -> None:
    values = [getattr(pick([FIRST, SECOND, OWN], day), "value", None) for day in (date(2026, 6, 1), date(2027, 1, 1))]
    assert values == [3, 7]


def test_of_two_own_versions_the_later_start_wins() -> None:
    newer = replace(OWN, value=1, effective_from=date(2026, 6, 1), version_id="b")
    assert getattr(pick([FIRST, OWN, newer], date(2026, 7, 1)), "value", None) == 1


def test_the_explanation_shows_the_numbers() -> None:
    table = replace(FIRST, value={"times": 2}, explanation="每季{times}次。")
    broken = replace(FIRST, explanation="{missing}")
    assert (FIRST.text, table.text, broken.text) == ("应在5天内完成。", "每季2次。", "{missing}")


def test_an_article_number_that_nobody_checked_says_so() -> None:
    unchecked = replace(FIRST, is_verified=False)
    assert (FIRST.citation, unchecked.citation) == ("《某规定》第三条", "《某规定》第三条，条款号待核对")


@pytest.mark.parametrize(
    ("declared", "value", "fits"),
    [
        (5, 6, True),
        (5, -1, False),
        (5, 5.5, False),
        (5.0, 6, True),
        (5, "6", False),
        (5, True, False),
        (True, False, True),
        (True, 1, False),
        ("a", "b", True),
        ("a", " ", False),
        (None, "x", True),
        ({"a": 1}, {"a": 2}, True),
        ({"a": 1}, {"b": 2}, False),
        ({"a": 1}, {"a": "2"}, False),
        ({"a": 1}, [1], False),
        (["x"], ["y", "z"], True),
        (["x"], [1], False),
        ([], ["y"], True),
        ([1], 1, False),
    ],
)
def test_a_new_value_has_the_shape_of_the_declared_one(declared: Any, value: Any, fits: bool) -> None:
    assert (shape_problem(declared, value) == "") is fits

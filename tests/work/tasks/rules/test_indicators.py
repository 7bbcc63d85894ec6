"""How far an indicator has come (BIZ-1)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian.work.tasks.rules.indicators import attainment, is_reached, target_problem
from dangjian.work.tasks.rules.kinds import Direction

D = Decimal


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "percent"),
    [
        ("90", "98", "94", 50),
        ("90", "98", "99.5", 100),
        ("90", "98", "85", 0),
        ("12", "4", "8", 50),
        ("0.3", "0.1", "0.2", 50),
        ("5", "5", "5", 0),
    ],
)
def test_biz_1_attainment_on_the_way_up_and_down(baseline: str, target: str, actual: str, percent: int) -> None:
    assert attainment(D(baseline), D(target), D(actual)) == percent


def test_biz_1_targets_go_with_their_direction() -> None:
    assert target_problem(Direction.UP, D(1), D(1))
    assert target_problem(Direction.DOWN, D(1), D(2))
    assert not target_problem(Direction.DOWN, D(2), D(1))


figures = st.decimals(-(10**6), 10**6, places=4)


@given(baseline=figures, target=figures, actual=figures)
def test_biz_1_reached_and_a_hundred_percent_agree(baseline: Decimal, target: Decimal, actual: Decimal) -> None:
    direction = Direction.UP if target > baseline else Direction.DOWN
    if target == baseline:
        return
    percent = attainment(baseline, target, actual)
    assert 0 <= percent <= 100
    assert is_reached(direction, target, actual) is (percent == 100)

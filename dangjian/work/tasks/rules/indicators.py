"""How far an indicator has come: from its baseline to its target, computed on decimals."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from dangjian.work.tasks.rules.kinds import Direction


def target_problem(direction: Direction, baseline: Decimal, target: Decimal) -> str:
    """Why a target does not go with its direction, or nothing."""
    if direction is Direction.UP and target <= baseline:
        return "目标值应高于起始值。"
    if direction is Direction.DOWN and target >= baseline:
        return "目标值应低于起始值。"
    return ""


def is_reached(direction: Direction, target: Decimal, actual: Decimal) -> bool:
    """Whether a reading is at the target or beyond."""
    return actual >= target if direction is Direction.UP else actual <= target


def attainment(baseline: Decimal, target: Decimal, actual: Decimal) -> int:
    """Percent of the way from baseline to target: nothing where a figure got worse, a hundred at most."""
    if target == baseline:
        return 0
    share = (actual - baseline) * 100 / (target - baseline)
    return int(min(max(share, Decimal(0)), Decimal(100)).to_integral_value(rounding=ROUND_DOWN))

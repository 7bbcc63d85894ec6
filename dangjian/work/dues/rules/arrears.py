"""Months that were not paid: how many in a row, what follows, what may still be paid (第十二条、第十四条)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dangjian.work.dues.rules.kinds import ArrearsState
from dangjian.work.dues.rules.months import shift


@dataclass(frozen=True, slots=True)
class DueMonth:
    """One month that dues were assessed for. An excused month (good reason, paid elsewhere) stops the clock."""

    month: str
    due: int
    paid: int
    is_excused: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Months in a row without full payment, up to the last month that is over; `since` is the first of them."""

    months: int = 0
    since: str = ""
    owed: int = 0


def unpaid_run(assessed: Iterable[DueMonth], today: str) -> Run:
    """The run of unpaid months that ends with the last month that is over.

    Months without an assessment (exempted, abroad, before admission) and excused months are skipped; a part payment
    does not end the run, a full one does.
    """
    count, since, owed = 0, "", 0
    for each in sorted(assessed, key=lambda item: item.month, reverse=True):
        if each.month >= today or each.is_excused or each.due == 0:
            continue
        if each.paid >= each.due:
            break
        count, since, owed = count + 1, each.month, owed + each.due - each.paid
    return Run(count, since, owed)


def state_of(months: int, breach_after: int = 6) -> ArrearsState:
    """What follows from so many unpaid months in a row. The platform never strikes anybody off: people decide."""
    if months >= breach_after:
        return ArrearsState.BREACH
    steps = (ArrearsState.NONE, ArrearsState.LATE_1, ArrearsState.LATE_2, ArrearsState.LATE_3)
    return steps[months] if months < len(steps) else ArrearsState.WARNING


def payable(open_months: Sequence[str], today: str, *, back: int) -> list[str]:
    """Months that are over and may still be paid in the normal way: at most `back` months back, oldest first."""
    earliest = shift(today, -back)
    return sorted(month for month in open_months if earliest <= month < today)


def advance_problem(month: str, today: str, *, ahead: int) -> str:
    """Why a month cannot be paid in advance; empty when it can."""
    if month <= today:
        return "预交的月份须在本月之后。"
    return f"预交一般不超过 {ahead} 个月，最晚到 {shift(today, ahead)}。" if month > shift(today, ahead) else ""

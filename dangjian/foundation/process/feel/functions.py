"""The functions that an expression may call: this list and no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from dangjian.foundation.process.feel.durations import Duration, parse_duration

MAX_SHIFT = 2000
"""Working days that may be counted at once (eight years)."""
WorkingDay = Callable[[date, int], date]


@dataclass(frozen=True, slots=True)
class Function:
    """A function with the number of values it takes. It gets them as a sequence and answers null for wrong kinds."""

    run: Callable[[Sequence[Any]], Any]
    least: int
    most: int
    text: str
    """What it does, for whoever writes a definition."""


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


def _numbers(given: Sequence[Any]) -> list[Any] | None:
    items = given[0] if len(given) == 1 and isinstance(given[0], list) else list(given)
    return items if items and all(_is_number(item) for item in items) else None


def _extreme(pick: Callable[[Any], Any]) -> Callable[[Sequence[Any]], Any]:
    def run(given: Sequence[Any]) -> Any:
        items = given[0] if len(given) == 1 and isinstance(given[0], list) else list(given)
        dates = bool(items) and all(isinstance(item, date) for item in items)
        return pick(items) if dates or _numbers(given) else None

    return run


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _both(check: Callable[[str, str], bool]) -> Callable[[Sequence[Any]], Any]:
    def run(given: Sequence[Any]) -> bool | None:
        one, other = _text(given[0]), _text(given[1])
        return None if one is None or other is None else check(one, other)

    return run


def _rounded(mode: str) -> Callable[[Sequence[Any]], Any]:
    return lambda given: Decimal(given[0]).quantize(Decimal(1), rounding=mode) if _is_number(given[0]) else None


def _not(given: Sequence[Any]) -> bool | None:
    return not given[0] if isinstance(given[0], bool) else None


def _count(given: Sequence[Any]) -> Decimal | None:
    return Decimal(len(given[0])) if isinstance(given[0], list) else None


def _sum(given: Sequence[Any]) -> Any:
    items = _numbers(given)
    return None if items is None else sum(items, Decimal(0))


def _date(given: Sequence[Any]) -> date | None:
    if isinstance(given[0], date):
        return given[0]
    try:
        return date.fromisoformat(given[0]) if isinstance(given[0], str) else None
    except ValueError:
        return None


def _duration(given: Sequence[Any]) -> Duration | None:
    try:
        return parse_duration(given[0]) if isinstance(given[0], str) else None
    except ValueError:
        return None


def _full_years(given: Sequence[Any]) -> Decimal | None:
    since, until = given
    if not isinstance(since, date) or not isinstance(until, date):
        return None
    return Decimal(until.year - since.year - ((until.month, until.day) < (since.month, since.day)))


def _needs_calendar(given: Sequence[Any]) -> Any:
    raise AssertionError("working_day is answered by the evaluator, which has the calendar")


FUNCTIONS: dict[str, Function] = {
    "not": Function(_not, 1, 1, "非"),
    "count": Function(_count, 1, 1, "个数"),
    "sum": Function(_sum, 1, 20, "合计"),
    "min": Function(_extreme(min), 1, 20, "最小（最早）"),
    "max": Function(_extreme(max), 1, 20, "最大（最晚）"),
    "floor": Function(_rounded(ROUND_FLOOR), 1, 1, "向下取整"),
    "ceiling": Function(_rounded(ROUND_CEILING), 1, 1, "向上取整"),
    "contains": Function(_both(lambda one, other: other in one), 2, 2, "包含文字"),
    "starts_with": Function(_both(str.startswith), 2, 2, "以文字开头"),
    "is_defined": Function(lambda given: given[0] is not None, 1, 1, "已填写"),
    "date": Function(_date, 1, 1, "日期"),
    "duration": Function(_duration, 1, 1, "时长，如 P1M、P5D"),
    "full_years": Function(_full_years, 2, 2, "从一个日期到另一个日期的周岁（整年）"),
    "working_day": Function(_needs_calendar, 2, 2, "从某日起（含当日）的第几个工作日"),
}

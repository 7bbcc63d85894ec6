"""Evaluating a tree over plain data, within a number of steps. Wrong kinds give null, and null is not true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal, DecimalException, localcontext
from typing import Any, ClassVar

from dangjian.foundation.process.feel.durations import Days, Months
from dangjian.foundation.process.feel.functions import FUNCTIONS, MAX_SHIFT, WorkingDay
from dangjian.foundation.process.feel.parsing import Node
from dangjian.kernel.clock import add_months
from dangjian.kernel.workdays import add_working_days

MAX_STEPS = 2000
MAX_TEXT = 4000
_NUMBERS = Context(prec=28, Emax=60, Emin=-60)


class FeelFailed(ValueError):
    """The evaluation went over its limits."""


def evaluate(node: Node, names: Mapping[str, Any], *, working_day: WorkingDay = add_working_days) -> Any:
    """The value of an expression: boolean, Decimal, text, date, duration, list or None. Raises FeelFailed."""
    run = _Evaluation(names, working_day)
    with localcontext(_NUMBERS):
        try:
            return run.value(node)
        except (DecimalException, OverflowError):
            return None


class _Evaluation:
    def __init__(self, names: Mapping[str, Any], working_day: WorkingDay) -> None:
        self._names = names
        self._working_day = working_day
        self._left = MAX_STEPS

    def value(self, node: Node) -> Any:
        self._left -= 1
        if self._left < 0:
            raise FeelFailed("表达式计算步数过多。")
        special = self._SPECIAL.get(node.kind)
        if special is not None:
            return special(self, node)
        one, other = self.value(node.parts[0]), self.value(node.parts[1])
        if node.kind in _COMPARED:
            return _compared(node.kind, one, other)
        return _reckoned(node.kind, one, other)

    def _path(self, node: Node) -> Any:
        found: Any = self._names
        for name in node.value:
            found = found.get(name) if isinstance(found, Mapping) else None
            if found is None:
                return None
        if isinstance(found, int) and not isinstance(found, bool):
            return Decimal(found)
        return found if isinstance(found, str | bool | Decimal | date | list | Months | Days) else None

    def _call(self, node: Node) -> Any:
        given = [self.value(part) for part in node.parts]
        if node.value == "working_day":
            first, count = given
            fits = isinstance(first, date) and isinstance(count, Decimal) and 1 <= count <= MAX_SHIFT
            return self._working_day(first, int(count)) if fits else None
        return FUNCTIONS[node.value].run(given)

    def _list(self, node: Node) -> list[Any]:
        return [self.value(part) for part in node.parts]

    def _choice(self, node: Node) -> Any:
        return self.value(node.parts[1] if self.value(node.parts[0]) is True else node.parts[2])

    def _and(self, node: Node) -> bool | None:
        one = self.value(node.parts[0])
        if one is False:
            return False
        other = self.value(node.parts[1])
        return False if other is False else (True if one is True and other is True else None)

    def _or(self, node: Node) -> bool | None:
        one = self.value(node.parts[0])
        if one is True:
            return True
        other = self.value(node.parts[1])
        return True if other is True else (False if one is False and other is False else None)

    def _negate(self, node: Node) -> Any:
        inner = self.value(node.parts[0])
        return -inner if isinstance(inner, Decimal) else None

    def _between(self, node: Node) -> bool | None:
        value, low, high = (self.value(part) for part in node.parts)
        above, below = _compared(">=", value, low), _compared("<=", value, high)
        return None if above is None or below is None else above and below

    def _in(self, node: Node) -> bool | None:
        value, wanted = self.value(node.parts[0]), node.parts[1]
        if wanted.kind == "range":
            open_left, open_right = wanted.value
            low, high = self.value(wanted.parts[0]), self.value(wanted.parts[1])
            above = _compared(">" if open_left else ">=", value, low)
            below = _compared("<" if open_right else "<=", value, high)
            return None if above is None or below is None else above and below
        items = self.value(wanted)
        if not isinstance(items, list):
            return _compared("=", value, items)
        return any(_compared("=", value, item) is True for item in items)

    _SPECIAL: ClassVar[dict[str, Callable[[_Evaluation, Node], Any]]] = {
        "literal": lambda _run, node: node.value,
        "path": _path,
        "call": _call,
        "list": _list,
        "range": lambda _run, _node: None,
        "if": _choice,
        "and": _and,
        "or": _or,
        "negate": _negate,
        "between": _between,
        "in": _in,
    }
    """What is more than an operator between two values, by the kind of node."""


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
}
_KINDS: tuple[type, ...] = (bool, Decimal, str, date, Months, Days)


def _compared(sign: str, one: Any, other: Any) -> bool | None:
    """Null beside anything is only equal to null; values of two kinds cannot be compared."""
    if one is None or other is None:
        same = one is None and other is None
        return {"=": same, "!=": not same}.get(sign)
    kind = next((kind for kind in _KINDS if isinstance(one, kind)), None)
    if kind is None or not isinstance(other, kind) or (kind is bool and sign not in {"=", "!="}):
        return None
    return _COMPARED[sign](one, other)


def _reckoned(sign: str, one: Any, other: Any) -> Any:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        if sign == "/":
            return one / other if other else None
        return {"+": one + other, "-": one - other}[sign] if sign in "+-" else one * other
    if sign == "+" and isinstance(one, str) and isinstance(other, str):
        if len(one) + len(other) > MAX_TEXT:
            raise FeelFailed("文字过长。")
        return one + other
    if sign == "+" and isinstance(one, Months | Days):
        one, other = other, one
    if isinstance(one, date) and isinstance(other, Months | Days) and sign in "+-":
        return _shifted(one, other, 1 if sign == "+" else -1)
    if sign == "-" and isinstance(one, date) and isinstance(other, date):
        return Days((one - other).days)
    return None


def _shifted(day: date, by: Months | Days, direction: int) -> date | None:
    try:
        if isinstance(by, Months):
            return add_months(day, direction * by.count)
        return day + timedelta(days=direction * by.count)
    except (ValueError, OverflowError):
        return None

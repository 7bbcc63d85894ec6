"""Which version of a rule holds on a day, and whether a new version fits in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

Json = Any
"""What a rule's value may be: a number, a text, a truth value, a list or an object of these."""


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One rule between two dates, both included. `version_id` is empty for a declared rule."""

    key: str
    title: str
    value: Json
    unit: str
    effective_from: date
    effective_to: date | None
    source_article: str
    explanation: str
    is_verified: bool
    is_own: bool = False
    version_id: str = ""
    reason: str = ""
    entered_by: str = ""

    def covers(self, day: date) -> bool:
        """Whether the version holds on `day`."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    @property
    def text(self) -> str:
        """The explanation with the numbers put in."""
        fields = self.value if isinstance(self.value, dict) else {"value": self.value}
        try:
            return self.explanation.format_map(fields)
        except (KeyError, IndexError, ValueError, AttributeError):
            return self.explanation

    @property
    def citation(self) -> str:
        """The clause as printed; an article number that nobody has checked in print says so."""
        return self.source_article if self.is_verified else f"{self.source_article}，条款号待核对"


def pick(versions: Iterable[RuleVersion], on: date) -> RuleVersion | None:
    """The version that holds on a day: an own one before a declared one, the later start before the earlier."""
    holding = [version for version in versions if version.covers(on)]
    return max(holding, key=lambda v: (v.is_own, v.effective_from, v.version_id), default=None)


def shape_problem(declared: Json, value: Json) -> str:
    """What is wrong with a new value compared with the declared one; empty when it fits.

    The kind must be the same, an object has the same fields, and numbers are not negative: the code that reads the
    rule relies on it.
    """
    if isinstance(declared, bool) or isinstance(value, bool):
        return "" if isinstance(declared, bool) and isinstance(value, bool) else "应填写“是”或“否”。"
    if isinstance(declared, int | float):
        if not isinstance(value, int | float):
            return "应填写数字。"
        if isinstance(declared, int) and not isinstance(value, int):
            return "应填写整数。"
        return "不能为负数。" if value < 0 else ""
    if isinstance(declared, dict):
        return _object_problem(declared, value)
    if isinstance(declared, list):
        if not isinstance(value, list):
            return "应填写列表。"
        return next((p for item in value if declared and (p := shape_problem(declared[0], item))), "")
    if declared is None:
        return ""
    return "" if isinstance(value, str) and value.strip() else "应填写文字。"


def _object_problem(declared: dict[str, Json], value: Json) -> str:
    if not isinstance(value, dict) or set(value) != set(declared):
        return f"应包含且只包含这些项：{'、'.join(declared)}。"
    for name, part in declared.items():
        problem = shape_problem(part, value[name])
        if problem:
            return f"“{name}”{problem}"
    return ""

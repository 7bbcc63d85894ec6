"""The data of the report: clauses with their controls, what is said of each control, the tests that carry its id."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

SEEDS = Path(__file__).parent / "seeds"
State = Literal["met", "partial", "deployment", "open", "failing"]
_DECLARED: dict[str, State] = {"done": "met", "partial": "partial", "deployment": "deployment", "open": "open"}


@dataclass(frozen=True, slots=True)
class Control:
    """A control as it is declared. `reason` says what is missing; a control without tests is never met."""

    control_id: str
    title: str
    declared: State
    reason: str
    tests: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a clause, from which level it holds, and the controls that serve it."""

    name: str
    level: int
    controls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a standard or a law."""

    standard: str
    area: str
    title: str
    points: tuple[Point, ...]


def _read(name: str) -> Any:
    return json.loads((SEEDS / name).read_text(encoding="utf-8"))


@cache
def controls() -> dict[str, Control]:
    """All controls by id (without the `SEC-`)."""
    tests: dict[str, dict[str, int]] = _read("control_tests.json")
    found = {}
    for control_id, item in _read("controls.json").items():
        files = tests.get(control_id, {})
        declared = _DECLARED[item["state"]]
        reason = item["reason"]
        if declared == "met" and not files:
            declared, reason = "open", "没有带此编号的测试"
        found[control_id] = Control(control_id, item["title"], declared, reason, sum(files.values()), tuple(files))
    return found


@cache
def clauses() -> tuple[Clause, ...]:
    """All clauses in order."""
    return tuple(
        Clause(
            item["standard"],
            item["area"],
            item["title"],
            tuple(Point(point["point"], point["level"], tuple(point["controls"])) for point in item["points"]),
        )
        for item in _read("clauses.json")
    )

"""How what was seen changes what is said."""

from __future__ import annotations

from dataclasses import replace

from dangjian.ops.evidence.catalogue import Control, State

WORST_FIRST: tuple[State, ...] = ("failing", "open", "partial", "deployment", "met")
WORDS: dict[State, str] = {
    "met": "符合",
    "partial": "部分符合",
    "deployment": "由部署完成",
    "open": "未提供",
    "failing": "检查不通过",
}


def judged(control: Control, *, is_fine: bool, seen: str) -> Control:
    """A control after the look at the running system: never better than declared; worse when what is said to hold does
    not show."""
    if is_fine or control.declared not in {"met", "partial"}:
        return control
    return replace(control, declared="failing", reason=seen)


def worst(states: list[State]) -> State:
    """The state of what is made of several."""
    return min(states, key=WORST_FIRST.index, default="open")

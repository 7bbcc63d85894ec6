"""Which lines of the audit trail deserve a look (SEC-AUD-08)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to look into: which rule, how grave, in words, and the filters of the list that show its lines."""

    rule: str
    level: str
    """`late` is to be looked into now, `due` when there is time."""
    title: str
    text: str
    count: int
    filters: dict[str, str] = field(default_factory=dict)
    who: str = ""
    """What tells one warning of a rule from another of the same day."""


def longest_run(outcomes: Iterable[str], wanted: str = "refused") -> int:
    """How often the wanted outcome stands there in a row at most."""
    longest = run = 0
    for outcome in outcomes:
        run = run + 1 if outcome == wanted else 0
        longest = max(longest, run)
    return longest


def is_out_of_hours(local: datetime, *, start: time, end: time, is_working: bool) -> bool:
    """Whether a local time lies outside the hours in which the system is administered; `end` before `start`: over
    midnight."""
    if not is_working:
        return True
    moment = local.time()
    inside = start <= moment < end if start <= end else moment >= start or moment < end
    return not inside

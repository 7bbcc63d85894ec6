"""Dates and conditions of a case: the names that FEEL may read, and what it says about a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from dangjian.foundation.process.definitions.compiled import Compiled
from dangjian.foundation.process.definitions.document import FormField, Step
from dangjian.foundation.process.feel import FeelFailed, evaluate, parse
from dangjian.foundation.process.rules.states import CaseNow, RunNow
from dangjian.kernel.workdays import add_working_days, is_announced, is_working_day

Names = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one entry of a step. `is_provisional`: counted over days whose holidays are not announced yet."""

    earliest_on: date | None
    remind_on: date | None
    due_on: date | None
    escalate_on: date | None
    is_provisional: bool


class _Calendar:
    """Counts working days and remembers whether a year was used whose holidays nobody knows."""

    def __init__(self) -> None:
        self.is_provisional = False

    def __call__(self, first: date, count: int) -> date:
        last = add_working_days(first, count)
        if not all(is_announced(year) for year in range(first.year, last.year + 1)):
            self.is_provisional = True
        return last


def names_of(compiled: Compiled, case: CaseNow, *, today: date, entered_on: date | None = None) -> Names:
    """What expressions of this case may read."""
    current: dict[str, RunNow] = {}
    for run in case.runs:
        if run.is_current:
            current[run.step_key] = run
    return {
        "today": today,
        "rule": case.rule,
        "entered_on": entered_on,
        "case": {"started_on": case.started_on},
        "data": typed(compiled.fields, case.data),
        "steps": {
            key: {
                "done_on": run.done_on,
                "held_on": run.held_on or run.done_on,
                "entered_on": run.entered_on,
                "outcome": run.outcome,
                "round": run.round,
            }
            for key, run in current.items()
        },
    }


def typed(fields: Mapping[str, FormField], data: Mapping[str, Any]) -> Names:
    """Stored values (JSON) as FEEL knows them."""
    return {key: _typed(fields[key].kind, value) for key, value in data.items() if key in fields}


def _typed(kind: str, value: Any) -> Any:
    try:
        if kind == "date":
            return date.fromisoformat(value) if value else None
        if kind in {"integer", "decimal"}:
            return Decimal(str(value)) if value is not None else None
    except (ValueError, InvalidOperation):
        return None
    return value


def value_of(text: str, names: Mapping[str, Any]) -> Any:
    """An expression's value; None for an empty one, and where it goes over its limits."""
    return _value(text, names, add_working_days)


def _value(text: str, names: Mapping[str, Any], working_day: Callable[[date, int], date]) -> Any:
    if not text:
        return None
    try:
        return evaluate(parse(text), names, working_day=working_day)
    except FeelFailed:
        return None


def holds(text: str, names: Mapping[str, Any]) -> bool:
    """Whether a condition is true; an empty one is."""
    return not text or value_of(text, names) is True


def dates_of(step: Step, names: Names) -> Dates:
    """The dates of a step that is entered now (`entered_on` in the names)."""
    calendar = _Calendar()
    entered = names["entered_on"]
    earliest = _day(step.earliest, names, calendar)
    if step.notice_days and isinstance(entered, date):
        notice_ends = calendar(entered, step.notice_days)
        earliest = notice_ends if earliest is None else max(earliest, notice_ends)
    due = _day(step.latest, names, calendar)
    if due is None:
        return Dates(earliest, None, None, None, calendar.is_provisional)
    escalate = calendar(due + timedelta(days=1), step.escalate_days) if step.escalate_days else None
    return Dates(earliest, working_days_before(due, step.remind_days), due, escalate, calendar.is_provisional)


def _day(text: str, names: Names, calendar: _Calendar) -> date | None:
    found = _value(text, names, calendar)
    return found if isinstance(found, date) else None


def working_days_before(day: date, count: int) -> date:
    """The day `count` working days before; `day` itself for none."""
    while count > 0:
        day -= timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def next_look(dates: Dates, *, today: date) -> date | None:
    """The next day on which the daily job has something to do about a step with these dates; None: never."""
    wanted = (dates.remind_on, None if dates.due_on is None else dates.due_on + timedelta(days=1), dates.escalate_on)
    return min((day for day in wanted if day is not None and day > today), default=None)

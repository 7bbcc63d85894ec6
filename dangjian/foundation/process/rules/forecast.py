"""What is still missing in the present steps, and the earliest date on which each later step can be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dangjian.foundation.process.definitions.compiled import Compiled
from dangjian.foundation.process.definitions.document import END, Step
from dangjian.foundation.process.enums import PartState
from dangjian.foundation.process.rules.clocks import Names, dates_of, holds
from dangjian.foundation.process.rules.signing import outcomes_of, tally
from dangjian.foundation.process.rules.states import CaseNow, RunNow


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps a step from being done. `kind`: holder, field, document, condition, date, signature."""

    step_key: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Later:
    """A step that is still to come: when it can be come to and done at the earliest, when it is due then."""

    step_key: str
    title: str
    from_on: date
    earliest_on: date
    due_on: date | None
    clause: str
    is_provisional: bool


def missing_in(
    compiled: Compiled,
    case: CaseNow,
    run: RunNow,
    names: Names,
    documents: Iterable[str],
    *,
    earliest_on: date | None,
    guarded: Iterable[str] = (),
) -> list[Missing]:
    """What keeps an open step from being done today. `guarded`: what the step's guards said."""
    step = compiled.steps[run.step_key]
    present = set(documents)
    found = [Missing(step.key, "holder", "无人办理：请管理员指定办理人。")] if run.is_unheld else []
    if earliest_on is not None and earliest_on > names["today"]:
        clause = f"（{step.clause}）" if step.clause else ""
        found.append(Missing(step.key, "date", f"最早 {earliest_on} 可以办理{clause}。"))
    found += [Missing(step.key, "condition", item.text) for item in step.conditions if not holds(item.when, names)]
    found += [Missing(step.key, "condition", text) for text in guarded]
    found += [
        Missing(step.key, "field", f"尚未填写“{item.title}”。")
        for item in step.fields
        if item.is_required and case.data.get(item.key) in (None, "")
    ]
    found += [
        Missing(step.key, "document", f"缺少材料“{item.title}”。")
        for item in step.documents
        if item.is_required and f"{step.key}.{item.key}" not in present
    ]
    return found + _signatures(step, case, run)


def _signatures(step: Step, case: CaseNow, run: RunNow) -> list[Missing]:
    parts = case.parts_of(run.id)
    stand = tally(step.signing, parts)
    if stand.asked < 2 or stand.result != "open":
        return []
    names = "、".join(part.person_name for part in parts if part.state in {PartState.ASKED, PartState.WAITING})
    text = f"会签：须 {stand.needed} 人同意，已同意 {stand.agreed} 人"
    text += f"，待 {names} 签署。" if names else "，缺席的须另请他人签署。"
    return [Missing(step.key, "signature", text)]


def forecast(compiled: Compiled, case: CaseNow, names: Names, earliest: Mapping[str, date | None]) -> list[Later]:
    """Steps still to come on the way of consent, in order. `earliest` gives the earliest date of each open step."""
    today: date = names["today"]
    steps: dict[str, dict[str, Any]] = {key: dict(value) for key, value in names["steps"].items()}
    ready: list[tuple[date, str]] = []
    open_keys = {run.step_key for run in case.open_runs()}
    for key in open_keys:
        done_on = max(today, earliest.get(key) or today)
        steps[key] = {
            **steps.get(key, {}),
            "done_on": done_on,
            "held_on": done_on,
            "outcome": _consent(compiled.steps[key]),
        }
        ready += [(done_on, key)]
    arrived: dict[str, date] = dict.fromkeys(case.arrivals, today)
    found: dict[str, Later] = {}
    seen = set(open_keys)
    while ready or arrived:
        if not ready:
            _arrive_at_joins(compiled, arrived, seen, steps, names, found, ready)
            continue
        ready.sort()
        day, key = ready.pop(0)
        for target in _targets(compiled.steps[key], {**names, "steps": steps}):
            if target in seen:
                continue
            if compiled.steps[target].joins:
                arrived[target] = max(day, arrived.get(target, day))
                continue
            seen.add(target)
            ready.append((_visit(compiled.steps[target], day, steps, names, found), target))
    return list(found.values())


def _arrive_at_joins(
    compiled: Compiled,
    arrived: dict[str, date],
    seen: set[str],
    steps: dict[str, dict[str, Any]],
    names: Names,
    found: dict[str, Later],
    ready: list[tuple[date, str]],
) -> None:
    """All branches have come as far as they can: go on at the join that no other one still leads to."""
    free = [key for key in arrived if not any(key in compiled.reach[other] for other in arrived if other != key)]
    target = min(free or arrived, key=lambda key: (arrived[key], key))
    day = arrived.pop(target)
    if target not in seen:
        seen.add(target)
        ready.append((_visit(compiled.steps[target], day, steps, names, found), target))


def _visit(step: Step, day: date, steps: dict[str, dict[str, Any]], names: Names, found: dict[str, Later]) -> date:
    """Enter a step in thought on a day; the day on which it can be done."""
    dates = dates_of(step, {**names, "steps": steps, "entered_on": day})
    done_on = max(day, dates.earliest_on or day)
    outcome = _consent(step)
    steps[step.key] = {"entered_on": day, "done_on": done_on, "held_on": done_on, "outcome": outcome, "round": 1}
    found[step.key] = Later(step.key, step.title, day, done_on, dates.due_on, step.clause, dates.is_provisional)
    return done_on


def _consent(step: Step) -> str:
    return next((item.key for item in outcomes_of(step) if item.agrees), "done")


def _targets(step: Step, names: Names) -> list[str]:
    """Where consent leads, as far as conditions can be told; an unknown condition is taken for open."""
    consent = _consent(step)
    fitting = [way for way in step.ways if way.on in {"", consent}]
    true_ways = [way for way in fitting if holds(way.when, names)]
    chosen = true_ways if step.forks else true_ways[:1]
    return [way.to for way in (chosen or fitting[:1]) if way.to != END]

"""Where a case goes on: the ways out of a step, and whether a join has to wait."""

from __future__ import annotations

from collections.abc import Iterable

from dangjian.foundation.process.definitions.compiled import Compiled
from dangjian.foundation.process.definitions.document import Step, Way
from dangjian.foundation.process.enums import RunState
from dangjian.foundation.process.rules.clocks import Names, holds
from dangjian.foundation.process.rules.states import CaseNow, RunNow


def ways_on(step: Step, outcome: str, names: Names) -> list[Way]:
    """The ways that are gone after an outcome: at a fork all whose condition holds, otherwise the first; maybe none."""
    open_ways = (way for way in step.ways if way.on in {"", outcome} and holds(way.when, names))
    if step.forks:
        return list(open_ways)
    first = next(open_ways, None)
    return [] if first is None else [first]


def must_wait(compiled: Compiled, target: str, open_steps: Iterable[str]) -> bool:
    """Whether a join has to wait: some other open step can still come to it."""
    return any(key != target and target in compiled.reach[key] for key in open_steps if key in compiled.reach)


def may_return_to(compiled: Compiled, case: CaseNow, run: RunNow) -> list[str]:
    """Steps that people finished earlier in this case, oldest first: where a holder may send it back to.

    Nothing before a step that seals what came before it.
    """
    known = [other for other in case.runs if other.is_current and other.state == RunState.DONE]
    sealed = [other.seq for other in known if other.step_key in compiled.steps and compiled.steps[other.step_key].seals]
    since = max(sealed, default=0)
    done = [
        other
        for other in sorted(case.runs, key=lambda item: item.seq)
        if other.is_current
        and other.state == RunState.DONE
        and since < other.seq < run.seq
        and other.step_key in compiled.steps
        and compiled.steps[other.step_key].holder is not None
        and other.step_key != run.step_key
    ]
    return list(dict.fromkeys(other.step_key for other in done))


def undone_by_return(compiled: Compiled, case: CaseNow, target: RunNow) -> list[RunNow]:
    """Entries that a return to an earlier step makes void: that step's own, and everything that followed from it."""
    after = compiled.reach.get(target.step_key, frozenset())
    return [
        run
        for run in case.runs
        if run.is_current and (run.id == target.id or (run.seq > target.seq and run.step_key in after))
    ]


def still_arrived(compiled: Compiled, case: CaseNow, names: Names) -> list[str]:
    """Joins that wait and that some finished step which stands has led to: what a return leaves of the arrivals."""
    led_to: set[str] = set()
    for run in case.runs:
        if run.is_current and run.state == RunState.DONE and run.step_key in compiled.steps:
            led_to |= {way.to for way in ways_on(compiled.steps[run.step_key], run.outcome, names)}
    return [key for key in case.arrivals if key in led_to]

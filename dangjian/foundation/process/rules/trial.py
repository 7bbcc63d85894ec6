"""A dry run: an invented case goes through a definition as decisions are given, without rows, people or files.

The same rules decide as in a real case: values, conditions, dates, ways, joins. One decision stands for everybody who
signs; documents count as given; a system step is passed without doing anything. The whole run is played again from its
beginning for each look, so that there is nothing to keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.foundation.process.definitions.compiled import Compiled
from dangjian.foundation.process.definitions.document import END, Step
from dangjian.foundation.process.enums import CaseState, RunState
from dangjian.foundation.process.rules.clocks import Dates, Names, dates_of, holds, names_of
from dangjian.foundation.process.rules.flow import must_wait, ways_on
from dangjian.foundation.process.rules.forms import check_values
from dangjian.foundation.process.rules.signing import outcome_of
from dangjian.foundation.process.rules.states import CaseNow, RunNow

MOST_ENTRIES = 200
"""Entries of one run; more turn in a circle."""
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides in thought: in which step, on which day, with which outcome and values."""

    step_key: str
    on: date
    outcome: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    vote: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A step that was entered."""

    step: Step
    seq: int
    entered_on: date
    dates: Dates
    done_on: date | None = None
    outcome: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.done_on is None


@dataclass
class Trial:
    """How far the invented case came. `refused`: why the decision number `refused_at` could not be taken."""

    entries: list[Entry] = field(default_factory=list)
    state: str = CaseState.RUNNING
    data: dict[str, Any] = field(default_factory=dict)
    today: date = date.min
    refused: list[str] = field(default_factory=list)
    refused_at: int | None = None


def play(compiled: Compiled, *, rule: str, started_on: date, decisions: Iterable[Decision]) -> Trial:
    """Play decisions one after another until one cannot be taken. `rule` is a version that the definition knows."""
    run = _Run(compiled, rule, started_on)
    run.enter(compiled.document.first)
    run.settle()
    for number, decision in enumerate(decisions):
        wrong = run.decide(decision)
        if wrong:
            run.trial.refused, run.trial.refused_at = wrong, number
            break
    return run.trial


class _Run:
    """The invented case while it is played."""

    def __init__(self, compiled: Compiled, rule: str, started_on: date) -> None:
        self.compiled = compiled
        self.rule = rule
        self.started_on = started_on
        self.trial = Trial(today=started_on)
        self.arrivals: list[str] = []
        self.results: list[str] = []

    def open_keys(self) -> list[str]:
        return [entry.step.key for entry in self.trial.entries if entry.is_open]

    def names(self, entered_on: date | None = None) -> Names:
        runs = tuple(
            RunNow(
                id=UUID(int=entry.seq),
                step_key=entry.step.key,
                seq=entry.seq,
                round=1 + sum(other.step.key == entry.step.key for other in self.trial.entries[: entry.seq - 1]),
                state=RunState.OPEN if entry.is_open else RunState.DONE,
                is_current=True,
                outcome=entry.outcome,
                entered_on=entry.entered_on,
                done_on=entry.done_on,
            )
            for entry in self.trial.entries
        )
        case = CaseNow(_NOBODY, self.trial.state, "", self.rule, self.started_on, None, self.trial.data, runs=runs)
        return names_of(self.compiled, case, today=self.trial.today, entered_on=entered_on)

    def enter(self, key: str) -> None:
        step = self.compiled.steps[key]
        if key in self.open_keys():
            return
        if len(self.trial.entries) >= MOST_ENTRIES:
            self.trial.refused = ["流程在自动环节之间不停循环。"]
            return
        today = self.trial.today
        entry = Entry(step, len(self.trial.entries) + 1, today, dates_of(step, self.names(today)))
        self.trial.entries.append(entry)
        if step.kind == "system" or (step.kind == "wait" and not self._keeps(entry)):
            self.close(entry, "done")

    def _keeps(self, entry: Entry) -> str:
        """Why a wait is not over yet; empty when it is."""
        if entry.dates.earliest_on is not None and entry.dates.earliest_on > self.trial.today:
            return f"“{entry.step.title}”要等到 {entry.dates.earliest_on}。"
        return "" if holds(entry.step.until, self.names(entry.entered_on)) else f"“{entry.step.title}”的条件还不成立。"

    def decide(self, decision: Decision) -> list[str]:
        """Take a decision; what is wrong with it, else nothing."""
        trial = self.trial
        open_entries = [entry for entry in trial.entries if entry.is_open and entry.step.key == decision.step_key]
        if not open_entries:
            return ["这个环节现在不在办理，请重新开始试运行。"]
        if decision.on < trial.today:
            return [f"试运行的日期不能早于 {trial.today}。"]
        trial.today = decision.on
        entry = open_entries[0]
        clean, wrong, outcome = self._judge(entry, decision)
        if wrong:
            return wrong
        before = (list(trial.entries), trial.data, self.arrivals, list(self.results))
        trial.data = {**trial.data, **clean}
        self.close(entry, outcome)
        if trial.refused:
            trial.entries, trial.data, self.arrivals, self.results = before
            trial.state = CaseState.RUNNING
        return trial.refused

    def _judge(self, entry: Entry, decision: Decision) -> tuple[dict[str, Any], list[str], str]:
        """The values as they would be kept, what stands against the decision, and how the step would end."""
        step, names = entry.step, self.names(entry.entered_on)
        outcome, wrong = decision.outcome, list[str]()
        if step.kind == "wait":
            kept = self._keeps(entry)
            return {}, [kept] if kept else [], "done"
        if step.vote is not None:
            outcome, wrong = _counted(step, decision.vote, names)
        chosen = outcome_of(step, outcome)
        if chosen is None and not wrong:
            wrong = ["请选择办理结果。"]
        clean: dict[str, Any] = {}
        if chosen is not None and chosen.agrees and not wrong:
            held = {item.key: self.trial.data[item.key] for item in step.fields if item.key in self.trial.data}
            clean, problems = check_values(step, {**held, **decision.values}, names)
            wrong = [problem.text for problem in problems]
            if entry.dates.earliest_on is not None and entry.dates.earliest_on > self.trial.today:
                clause = f"依据：{step.clause}。" if step.clause else ""
                wrong.append(f"最早 {entry.dates.earliest_on} 才能办理“{step.title}”。{clause}")
            wrong += [item.text for item in step.conditions if not holds(item.when, names)]
        return clean, wrong, outcome

    def close(self, entry: Entry, outcome: str) -> None:
        trial = self.trial
        place = trial.entries.index(entry)
        trial.entries[place] = Entry(entry.step, entry.seq, entry.entered_on, entry.dates, trial.today, outcome)
        ways = ways_on(entry.step, outcome, self.names(entry.entered_on))
        if not ways:
            trial.refused = [f"“{entry.step.title}”之后的条件都不成立，流程不能继续。"]
            return
        for way in ways:
            if way.to == END:
                self.results.append(way.result)
            elif self.compiled.steps[way.to].joins:
                self.arrivals = list(dict.fromkeys([*self.arrivals, way.to]))
            else:
                self.enter(way.to)
        self.settle()

    def settle(self) -> None:
        if "refused" in self.results:
            self._end(CaseState.REFUSED)
            return
        for key in list(self.arrivals):
            others = [other for other in self.arrivals if other != key]
            open_keys = self.open_keys()
            waits = must_wait(self.compiled, key, [*open_keys, *others])
            if key in self.arrivals and (not waits or not open_keys):
                self.arrivals = others
                self.enter(key)
        if not self.open_keys() and not self.arrivals and not self.trial.refused:
            self._end(CaseState.DONE)

    def _end(self, state: CaseState) -> None:
        trial = self.trial
        if trial.state == CaseState.RUNNING:
            trial.state = state
            trial.entries = [
                entry
                if entry.done_on is not None
                else Entry(entry.step, entry.seq, entry.entered_on, entry.dates, trial.today, "")
                for entry in trial.entries
            ]


def _counted(step: Step, numbers: Mapping[str, int] | None, names: Names) -> tuple[str, list[str]]:
    """What the numbers of a vote mean: the outcome, or what is wrong with them."""
    vote = step.vote
    if vote is None or numbers is None:
        return "", ["请填写表决结果。"]
    cast = numbers["agree"] + numbers["against"] + numbers["abstain"]
    if numbers["due"] < 1 or numbers["present"] > numbers["due"] or cast > numbers["present"]:
        return "", ["票数对不上：到会人数不能多于应到人数，赞成、反对、弃权之和不能多于到会人数。"]
    known = {**names, "vote": dict(numbers)}
    if not holds(vote.quorum, known):
        return "", [f"到会 {numbers['present']} 人，不足法定人数，表决无效。"]
    return ("passed" if holds(vote.passes, known) else "failed"), []

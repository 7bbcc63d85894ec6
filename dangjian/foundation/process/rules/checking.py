"""What is wrong with a definition before it is published: every problem at once, with the step and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dangjian.foundation.process.definitions.compiled import compile_definition
from dangjian.foundation.process.definitions.document import END, PEOPLE_HOLD, Definition, Step
from dangjian.foundation.process.feel import FeelError, parse, paths_of
from dangjian.foundation.process.rules.clocks import value_of
from dangjian.foundation.process.rules.signing import outcomes_of

_STEP_NAMES = frozenset({"done_on", "held_on", "entered_on", "outcome", "round"})
_VOTE_NAMES = frozenset({"due", "present", "agree", "against", "abstain"})
_PROBE = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One problem. `error` keeps it from being published; `warning` is to be read."""

    level: Literal["error", "warning"]
    step_key: str
    text: str


def check_definition(
    definition: Definition, *, actions: frozenset[str], evidence: frozenset[str], guards: frozenset[str] = frozenset()
) -> list[Flaw]:
    """Every flaw of a definition. `actions`, `evidence` and `guards` name what apps declare for steps."""
    keys = [step.key for step in definition.steps]
    twice = sorted(key for key, count in Counter(keys).items() if count > 1)
    found = [Flaw("error", key, f"环节标识“{key}”重复，请改名。") for key in twice]
    if definition.first not in keys:
        return [*found, Flaw("error", "", f"起始环节“{definition.first}”不存在。")]
    found += _doubled_fields(definition)
    for step in definition.steps:
        found += _texts(step)
        found += _kind(step, actions, evidence)
        found += _guards(step, guards)
        found += _ways(step, set(keys))
        found += _holder(definition, step)
        found += _expressions(definition, step)
        found += _clocks(definition, step)
    if not any(flaw.level == "error" for flaw in found):
        found += _graph(definition)
    return found


def _doubled_fields(definition: Definition) -> Iterator[Flaw]:
    owner: dict[str, Step] = {}
    for step in definition.steps:
        for item in step.fields:
            known = owner.setdefault(item.key, step)
            if known is not step or sum(other.key == item.key for other in step.fields) > 1:
                yield Flaw("error", step.key, f"填写项标识“{item.key}”在“{known.title}”中已有，请改名。")


def _texts(step: Step) -> Iterator[Flaw]:
    if step.kind in PEOPLE_HOLD and not step.help:
        yield Flaw("warning", step.key, f"“{step.title}”没有办理说明，办理人可能不知道该做什么。")
    if (step.earliest or step.latest) and not step.clause:
        yield Flaw("warning", step.key, f"“{step.title}”的时限没有写明依据。")


def _kind(step: Step, actions: frozenset[str], evidence: frozenset[str]) -> Iterator[Flaw]:
    if step.kind in PEOPLE_HOLD and step.holder is None:
        yield Flaw("error", step.key, f"“{step.title}”没有办理人。")
    if step.kind not in PEOPLE_HOLD and step.holder is not None:
        yield Flaw("error", step.key, f"“{step.title}”由系统进行，不设办理人。")
    if (step.kind == "vote") != (step.vote is not None):
        yield Flaw("error", step.key, f"“{step.title}”：表决环节须写明法定人数和通过条件，其他环节不写。")
    if step.vote is not None and step.vote.evidence and step.vote.evidence not in evidence:
        yield Flaw("error", step.key, f"“{step.title}”引用的表决依据“{step.vote.evidence}”不存在。")
    if (step.kind == "public_notice") != (step.notice_days is not None):
        yield Flaw("error", step.key, f"“{step.title}”：公示环节须写明公示工作日数，其他环节不写。")
    if step.kind == "wait" and not step.until and not step.earliest:
        yield Flaw("error", step.key, f"“{step.title}”没有写明等到什么时候。")
    if step.until and step.kind != "wait":
        yield Flaw("error", step.key, f"“{step.title}”不是等待环节，不写等待条件。")
    if (step.kind == "system") != bool(step.action):
        yield Flaw("error", step.key, f"“{step.title}”：系统环节须指明动作，其他环节不写。")
    if step.action and step.action not in actions:
        yield Flaw("error", step.key, f"“{step.title}”引用的系统动作“{step.action}”不存在。")


def _guards(step: Step, guards: frozenset[str]) -> Iterator[Flaw]:
    for code in step.guards:
        if code not in guards:
            yield Flaw("error", step.key, f"“{step.title}”引用的检查“{code}”不存在。")
        if step.kind not in PEOPLE_HOLD:
            yield Flaw("error", step.key, f"“{step.title}”由系统进行，不设检查。")


def _ways(step: Step, keys: set[str]) -> Iterator[Flaw]:
    outcomes = {item.key for item in outcomes_of(step)}
    for way in step.ways:
        if way.to != END and way.to not in keys:
            yield Flaw("error", step.key, f"“{step.title}”的去向“{way.to}”不存在。")
        if way.on and way.on not in outcomes:
            yield Flaw("error", step.key, f"“{step.title}”没有“{way.on}”这个结果，请改去向的条件。")
        if way.to != END and way.result != "done":
            yield Flaw("error", step.key, f"“{step.title}”：只有到结束的去向才写办结结果。")
    for outcome in outcomes:
        fitting = [way for way in step.ways if way.on in {"", outcome}]
        if not fitting:
            yield Flaw("error", step.key, f"“{step.title}”的结果“{outcome}”没有去向。")
        elif all(way.when for way in fitting):
            yield Flaw(
                "warning", step.key, f"“{step.title}”的结果“{outcome}”没有无条件的去向，条件都不成立时不能提交。"
            )


def _holder(definition: Definition, step: Step) -> Iterator[Flaw]:
    holder = step.holder
    if holder is None:
        return
    if holder.kind == "person":
        item = definition.field(holder.field or "")
        if item is None or item.kind != "person":
            yield Flaw("error", step.key, f"“{step.title}”的办理人引用的人员项“{holder.field}”不存在。")
    if holder.kind == "step":
        other = definition.step(holder.step or "")
        if other is None or other.holder is None or other.key == step.key:
            yield Flaw("error", step.key, f"“{step.title}”的办理人引用的环节“{holder.step}”不存在或无人办理。")


def _expressions(definition: Definition, step: Step) -> Iterator[Flaw]:
    vote = step.vote
    texts = [("最早时间", step.earliest), ("最迟时间", step.latest), ("等待条件", step.until)]
    texts += [("去向条件", way.when) for way in step.ways] + [("前置条件", item.when) for item in step.conditions]
    texts += [("校验条件", item.check) for item in step.fields]
    texts += [("法定人数", vote.quorum), ("通过条件", vote.passes)] if vote else []
    for label, text in texts:
        if not text:
            continue
        try:
            paths = paths_of(parse(text))
        except FeelError as problem:
            yield Flaw("error", step.key, f"“{step.title}”的{label}：{problem}")
            continue
        for path in sorted(paths):
            if not _is_known(definition, path, label):
                yield Flaw("error", step.key, f"“{step.title}”的{label}引用了不存在的名称“{'.'.join(path)}”。")


def _is_known(definition: Definition, path: tuple[str, ...], label: str) -> bool:
    head, rest = path[0], path[1:]
    if head in {"today", "rule", "entered_on"}:
        return not rest
    if head == "value":
        return not rest and label == "校验条件"
    if head == "case":
        return rest == ("started_on",)
    if head == "data":
        return len(rest) == 1 and definition.field(rest[0]) is not None
    if head == "steps":
        return len(rest) == 2 and definition.step(rest[0]) is not None and rest[1] in _STEP_NAMES
    return head == "vote" and len(rest) == 1 and rest[0] in _VOTE_NAMES and label in {"法定人数", "通过条件"}


def _clocks(definition: Definition, step: Step) -> Iterator[Flaw]:
    """Dates that contradict each other when everything before was done on one day."""
    if not step.latest or not (step.earliest or step.notice_days):
        return
    day = {"done_on": _PROBE, "held_on": _PROBE, "entered_on": _PROBE, "outcome": "", "round": None}
    for rule in definition.rules:
        names = {
            "today": _PROBE,
            "rule": rule,
            "entered_on": _PROBE,
            "case": {"started_on": _PROBE},
            "data": {},
            "steps": {other.key: day for other in definition.steps},
        }
        try:
            earliest, latest = value_of(step.earliest, names), value_of(step.latest, names)
        except FeelError:
            return
        if step.notice_days:
            shown = _PROBE + timedelta(days=step.notice_days - 1)
            earliest = max(earliest, shown) if isinstance(earliest, date) else shown
        if isinstance(earliest, date) and isinstance(latest, date) and earliest > latest:
            yield Flaw("error", step.key, f"“{step.title}”按规则 {rule} 的最早时间晚于最迟时间，永远不能按期办理。")


def _graph(definition: Definition) -> Iterator[Flaw]:
    compiled = compile_definition(definition)
    reached = compiled.reach[definition.first] | {definition.first}
    for step in definition.steps:
        if step.key not in reached:
            yield Flaw("error", step.key, f"“{step.title}”从起始环节到不了。")
        onward = compiled.reach[step.key] | {step.key}
        if not any(way.to == END for key in onward for way in compiled.steps[key].ways):
            yield Flaw("error", step.key, f"“{step.title}”之后没有结束。")
    automatic = {step.key for step in definition.steps if step.kind == "system"}
    for step in definition.steps:
        if step.key in automatic and _loops_by_itself(definition, step.key, automatic):
            yield Flaw("error", step.key, f"“{step.title}”是自动环节的循环，会不停地重复。")
    yield from _needless_joins(definition, reached)


def _loops_by_itself(definition: Definition, start: str, automatic: set[str]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        step = definition.step(waiting.pop())
        for way in step.ways if step else ():
            if way.to == start:
                return True
            if way.to in automatic and way.to not in seen:
                seen.add(way.to)
                waiting.append(way.to)
    return False


def _needless_joins(definition: Definition, reached: frozenset[str]) -> Iterator[Flaw]:
    sources = Counter(way.to for step in definition.steps for way in step.ways if way.to != END)
    has_fork = any(step.forks and step.key in reached for step in definition.steps)
    for step in definition.steps:
        if step.joins and sources[step.key] < 2:
            yield Flaw("warning", step.key, f"“{step.title}”标为汇合，但只有一条路通向它。")
        if step.forks and len([way for way in step.ways if way.to != END]) < 2:
            yield Flaw("warning", step.key, f"“{step.title}”标为分支，但只有一个去向。")
    if has_fork and not any(step.joins for step in definition.steps):
        yield Flaw("warning", "", "流程有并行分支，但没有汇合环节：各分支各自办理到结束。")

"""What moving a running case to another version of its definition would do, and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dangjian.foundation.process.definitions.compiled import Compiled
from dangjian.foundation.process.rules.states import CaseNow


@dataclass(frozen=True, slots=True)
class Migration:
    """One case: which open step becomes which, what is lost, what stands against it (then it is not moved)."""

    steps: tuple[tuple[str, str], ...]
    """(title now, title then) of the open steps."""
    lost: tuple[str, ...]
    """Titles of fields that were filled in and are asked no more; their values stay in the case."""
    problems: tuple[str, ...]


def migration_of(old: Compiled, new: Compiled, case: CaseNow, mapping: Mapping[str, str]) -> Migration:
    """What becomes of one case. `mapping` gives the new key of a step; without it a step keeps its key."""
    steps: list[tuple[str, str]] = []
    problems: list[str] = []
    if case.rule not in new.document.rules:
        problems.append(f"新版本没有规则“{case.rule}”。")
    for run in case.open_runs():
        target = new.steps.get(mapping.get(run.step_key, run.step_key))
        before = old.steps[run.step_key]
        if target is None:
            problems.append(f"正在办理的“{before.title}”在新版本中没有对应的环节。")
        elif (target.holder is None) != (before.holder is None):
            problems.append(f"“{before.title}”由人办理，“{target.title}”由系统进行，不能互相对应。")
        else:
            steps.append((before.title, target.title))
    for key in case.arrivals:
        joined = new.steps.get(mapping.get(key, key))
        if joined is None or not joined.joins:
            problems.append(f"等待汇合的“{old.steps[key].title}”在新版本中没有对应的汇合环节。")
    filled = [key for key, value in case.data.items() if value not in (None, "") and key in old.fields]
    for key in filled:
        kept = new.fields.get(key)
        if kept is not None and kept.kind != old.fields[key].kind:
            problems.append(f"“{old.fields[key].title}”的类型变了，已填的内容不能沿用。")
    lost = tuple(old.fields[key].title for key in filled if key not in new.fields)
    return Migration(tuple(steps), lost, tuple(problems))

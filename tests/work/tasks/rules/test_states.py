"""The state machine and its refusals."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.work.tasks.rules.kinds import Step, TaskState
from dangjian.work.tasks.rules.states import (
    ENDED,
    FROM,
    ExtensionTerms,
    Parts,
    Side,
    extension_problem,
    offers,
    second_person_problem,
    step_problem,
    submit_problem,
)

TERMS = ExtensionTerms(times=2, days_before=1)
DUE = date(2026, 11, 20)


def test_tsk_1_an_ended_task_takes_no_step() -> None:
    for step in Step:
        assert not FROM[step] & ENDED
        for state in ENDED:
            assert "请刷新" in step_problem(step, state)


def test_tsk_1_every_open_state_has_a_way_on() -> None:
    for state in set(TaskState) - ENDED:
        assert any(state in FROM[step] for step in Step if step not in {Step.CANCEL, Step.URGE}), state


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"today": DUE}, "延期须在 2026-11-19 前提出"),
        ({"granted": 2}, "最多延期 2 次"),
        ({"wanted": DUE}, "应晚于原时限"),
        ({"parent_due_on": date(2026, 11, 25)}, "不能晚于上级任务"),
        ({"parent_due_on": date(2026, 11, 30)}, ""),
    ],
)
def test_tsk_1_extensions_in_time_and_only_so_often(change: dict[str, object], words: str) -> None:
    given: dict[str, object] = {
        "today": date(2026, 11, 19), "due_on": DUE, "wanted": date(2026, 11, 30), "granted": 1, "terms": TERMS,
        "parent_due_on": None,
    }  # fmt: skip
    problem = extension_problem(**{**given, **change})  # type: ignore[arg-type]  # a table of cases
    assert words in problem
    assert bool(problem) is bool(words)


def test_tsk_1_closing_needs_evidence_and_all_parts() -> None:
    assert "还有 1 项" in submit_problem(parts=Parts(2, 1, 1), evidence_files=3, text="完成")
    assert "佐证材料" in submit_problem(parts=Parts(), evidence_files=0, text="完成")
    assert "佐证材料" in submit_problem(parts=Parts(2, 2, 0), evidence_files=0, text="完成"), "all parts called off"
    assert submit_problem(parts=Parts(2, 2, 1), evidence_files=0, text="完成") == ""
    assert "完成情况" in submit_problem(parts=Parts(), evidence_files=1, text="  ")


def test_tsk_1_closing_needs_a_second_person() -> None:
    assert second_person_problem(acting=1, submitted_by=1, holder=None)
    assert second_person_problem(acting=1, submitted_by=2, holder=1)
    assert not second_person_problem(acting=3, submitted_by=2, holder=1)


def test_tsk_1_offers_follow_state_and_side() -> None:
    worker = Side(works=True)
    assert offers(TaskState.ASSIGNED, worker, may_divide=False) == [Step.ACCEPT]
    assert offers(TaskState.ACCEPTED, Side(helps=True), may_divide=False) == [Step.PROGRESS]
    assert offers(TaskState.SUBMITTED, Side(verifies=True), may_divide=False) == [Step.VERIFY, Step.RETURN]
    assert offers(TaskState.SUBMITTED, Side(verifies=True, is_first_person=True), may_divide=True) == []
    assert offers(TaskState.CLOSED, Side(True, True, True, True), may_divide=True) == []

"""The 25 steps of the work rules and the five stages, and which steps of the process belong to each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

PROCESS = "member_development"
OLD_RULE, NEW_RULE = "2014", "2026"
NEW_SINCE = date(2026, 5, 18)
"""Day on which the edition of 2026 was published."""

STAGES: dict[int, str] = {
    1: "申请入党",
    2: "入党积极分子",
    3: "发展对象",
    4: "预备党员的接收",
    5: "预备党员的教育考察和转正",
}


@dataclass(frozen=True, slots=True)
class WorkStep:
    """One of the 25 steps; `keys` are the steps of the process that make it up."""

    number: int
    stage: int
    title: str
    keys: tuple[str, ...]


_ROWS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (1, "递交入党申请书", ("submit_application",)),
    (1, "党组织派人谈话", ("first_talk",)),
    (2, "推荐和确定入党积极分子", ("decide_activist",)),
    (2, "上级党委备案", ("file_activist",)),
    (2, "指定培养联系人", ("assign_mentors",)),
    (2, "培养教育考察", ("cultivate",)),
    (3, "确定发展对象", ("decide_target",)),
    (3, "报上级党委备案或同意、公示", ("target_consent", "target_notice")),
    (3, "确定入党介绍人", ("assign_introducers",)),
    (3, "进行政治审查", ("political_review",)),
    (3, "开展短期集中培训", ("target_training",)),
    (4, "支部委员会审查", ("committee_review",)),
    (4, "上级党委预审", ("pre_review",)),
    (4, "填写入党志愿书", ("fill_membership_form",)),
    (4, "支部大会讨论", ("branch_vote_admit",)),
    (4, "上级党委派人谈话", ("pre_approval_talk",)),
    (4, "上级党委审批", ("approve_admission",)),
    (4, "再上一级党委组织部门备案", ("file_admission",)),
    (5, "编入党支部和党小组", ("assign_to_branch",)),
    (5, "入党宣誓", ("oath",)),
    (5, "继续教育考察", ("probation_review",)),
    (5, "提出转正申请", ("apply_full",)),
    (5, "支部大会讨论", ("full_opinions", "branch_vote_full")),
    (5, "上级党委审批", ("approve_full",)),
    (5, "材料归档", ("archive_case",)),
)
STEPS: tuple[WorkStep, ...] = tuple(
    WorkStep(number, stage, title, keys) for number, (stage, title, keys) in enumerate(_ROWS, start=1)
)
STEP_OF: dict[str, WorkStep] = {key: step for step in STEPS for key in step.keys}
LAST = STEPS[-1]


def day(value: Any) -> date | None:
    """A date of a case's data."""
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None


def rule_on(day: date) -> str:
    """The edition of the work rules in force on a day."""
    return NEW_RULE if day >= NEW_SINCE else OLD_RULE


def where(open_keys: Iterable[str]) -> WorkStep | None:
    """Where somebody stands: the first of the 25 steps that is open. None: none of them."""
    found = [STEP_OF[key] for key in open_keys if key in STEP_OF]
    return min(found, key=lambda step: step.number, default=None)

"""What some kinds of branch may not do (ORG-R11; 支部工作条例 第八条)."""

from __future__ import annotations

from collections.abc import Mapping

from dangjian.directory.organisations.enums import BranchKind, ForbiddenAct

_WORDS = {
    ForbiddenAct.TAKE_RELATION: "接收党员组织关系",
    ForbiddenAct.ADMIT: "发展党员",
    ForbiddenAct.DISCIPLINE: "处分和处置党员",
    ForbiddenAct.COLLECT_DUES: "收缴党费",
    ForbiddenAct.ELECT_DELEGATES: "选举党代表大会代表",
    ForbiddenAct.ELECT: "进行换届选举",
}


def acts_of(branch_kind: str, forbidden: Mapping[str, list[str]]) -> list[ForbiddenAct]:
    """What a kind of branch may not do; `forbidden` is the rule `org.forbidden_acts`. Empty for all others."""
    return [ForbiddenAct(act) for act in forbidden.get(branch_kind, [])]


def act_problem(branch_kind: str, act: ForbiddenAct, forbidden: Mapping[str, list[str]]) -> str:
    """Why a branch may not do something; empty when it may. A hard block: no reason waives it."""
    if act not in acts_of(branch_kind, forbidden):
        return ""
    label = BranchKind(branch_kind).label
    return f"{label}不{_WORDS[act]}，由党员组织关系所在的党支部办理（支部工作条例第八条）。"


def words_of(act: ForbiddenAct) -> str:
    """An act in words: 发展党员."""
    return _WORDS[act]

"""Words of duties as values: what the rules ask for, and how it stands.

The Chinese label of a value is the term of the trade and stands here once (glossary section 6).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A text enum whose members carry the label shown to users."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of value and label for a model field."""
        return [(member.value, member.label) for member in cls]


class DutyKind(Labelled):
    """What the rules ask of an organisation in a period."""

    BRANCH_GENERAL_MEETING = "branch_general_meeting", "支部党员大会"
    BRANCH_COMMITTEE_MEETING = "branch_committee_meeting", "支部委员会会议"
    CELL_MEETING = "cell_meeting", "党小组会"
    PARTY_LECTURE = "party_lecture", "党课"
    THEME_PARTY_DAY = "theme_party_day", "主题党日"
    ORGANISATIONAL_LIFE_MEETING = "organisational_life_meeting", "组织生活会"
    DEMOCRATIC_EVALUATION = "democratic_evaluation", "民主评议党员"
    HEART_TO_HEART_TALK = "heart_to_heart_talk", "谈心谈话"
    LEADER_LECTURE = "leader_lecture", "书记讲党课"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting", "民主生活会"
    CENTRE_GROUP_STUDY = "centre_group_study", "理论学习中心组学习"
    STRICT_GOVERNANCE_SESSION = "strict_governance_session", "专题研究全面从严治党"
    IDEOLOGY_SESSION = "ideology_session", "专题研究意识形态工作"


BRANCH_DUTIES: tuple[DutyKind, ...] = (
    DutyKind.BRANCH_GENERAL_MEETING,
    DutyKind.BRANCH_COMMITTEE_MEETING,
    DutyKind.CELL_MEETING,
    DutyKind.PARTY_LECTURE,
    DutyKind.THEME_PARTY_DAY,
    DutyKind.ORGANISATIONAL_LIFE_MEETING,
    DutyKind.DEMOCRATIC_EVALUATION,
    DutyKind.HEART_TO_HEART_TALK,
)
"""Duties of a branch, in the order of the matrix."""

COMMITTEE_DUTIES: tuple[DutyKind, ...] = (
    DutyKind.LEADER_LECTURE,
    DutyKind.CENTRE_GROUP_STUDY,
    DutyKind.DEMOCRATIC_LIFE_MEETING,
    DutyKind.STRICT_GOVERNANCE_SESSION,
    DutyKind.IDEOLOGY_SESSION,
)
"""Duties of a Party committee or Party group."""

EVALUATION_DUTIES: frozenset[DutyKind] = frozenset(
    {DutyKind.ORGANISATIONAL_LIFE_MEETING, DutyKind.DEMOCRATIC_EVALUATION, DutyKind.DEMOCRATIC_LIFE_MEETING}
)
"""Duties counted by the year of evaluation, a field, and not by the calendar year of the day."""


class DutyStatus(Labelled):
    """How a duty stands on a day."""

    DONE = "done", "已完成"
    DUE = "due", "待完成"
    LATE = "late", "临期未安排"
    MISSING = "missing", "未完成"
    NOT_OWED = "not_owed", "不要求"
    UPCOMING = "upcoming", "未到时间"

"""Values of organisations, with the label shown to users (glossary, section 1)."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class OrgKind(models.TextChoices):
    """Kinds of organisation. The first five belong to the Party tree."""

    PARTY_GROUP = "party_group", "党组"
    PARTY_COMMITTEE = "party_committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    DISCIPLINE_COMMITTEE = "discipline_committee", "纪委"
    TRADE_UNION = "trade_union", "工会"
    LEAGUE_COMMITTEE = "league_committee", "团委"
    LEAGUE_GENERAL_BRANCH = "league_general_branch", "团总支"
    LEAGUE_BRANCH = "league_branch", "团支部"


class BranchKind(models.TextChoices):
    """Kinds of branch."""

    ORDINARY = "ordinary", "普通党支部"
    JOINT = "joint", "联合党支部"
    TEMPORARY = "temporary", "临时党支部"
    MOBILE = "mobile", "流动党员党支部"
    PROJECT = "project", "项目党支部"
    FUNCTIONAL = "functional", "功能型党支部"
    RETIRED = "retired", "离退休党支部"


class OperationKind(models.TextChoices):
    """What can happen to an organisation (organizations.md, section 7)."""

    ESTABLISH = "establish", "成立"
    RENAME = "rename", "更名"
    MOVE = "move", "调整隶属关系"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    UPGRADE = "upgrade", "升格"
    DOWNGRADE = "downgrade", "降格"
    DISSOLVE = "dissolve", "撤销"
    CORRECT = "correct", "信息更正"


class ElectionMethod(models.TextChoices):
    """How the leading body came about."""

    GENERAL_MEETING = "general_meeting", "党员大会选举"
    CONGRESS = "congress", "党代表大会选举"
    APPOINTED = "appointed", "上级任命"


class ControlType(models.TextChoices):
    """Who controls a unit; decides the statistics column, not the registration type."""

    PUBLIC_CONTROLLED = "public_controlled", "公有经济控制"
    NON_PUBLIC_CONTROLLED = "non_public_controlled", "非公有经济控制"


class ForbiddenAct(StrEnum):
    """Acts that belong to the branch in which a member's relation lies."""

    TAKE_RELATION = "take_relation"
    ADMIT = "admit"
    DISCIPLINE = "discipline"
    COLLECT_DUES = "collect_dues"
    ELECT_DELEGATES = "elect_delegates"
    ELECT = "elect"


class Tree(models.TextChoices):
    """The trees that stand beside each other; the discipline committees belong to the Party tree."""

    PARTY = "party", "党组织"
    DISCIPLINE = "discipline", "纪检组织"
    UNION = "union", "工会组织"
    LEAGUE = "league", "团组织"


PARTY_TREE = frozenset(
    {OrgKind.PARTY_GROUP, OrgKind.PARTY_COMMITTEE, OrgKind.GENERAL_BRANCH, OrgKind.BRANCH, OrgKind.DISCIPLINE_COMMITTEE}
)
"""Kinds of the Party tree."""
KINDS_OF_TREE = {
    Tree.PARTY: PARTY_TREE,
    Tree.DISCIPLINE: frozenset({OrgKind.DISCIPLINE_COMMITTEE}),
    Tree.UNION: frozenset({OrgKind.TRADE_UNION}),
    Tree.LEAGUE: frozenset({OrgKind.LEAGUE_COMMITTEE, OrgKind.LEAGUE_GENERAL_BRANCH, OrgKind.LEAGUE_BRANCH}),
}
"""Kinds of each tree. The discipline committees are shown alone, too, though each stands under a Party committee."""

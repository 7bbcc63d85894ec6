"""Posts held in Party organisations (glossary, section 2)."""

from __future__ import annotations

from django.db import models


class PostKind(models.TextChoices):
    """Kinds of post."""

    SECRETARY = "secretary", "书记"
    DEPUTY_SECRETARY = "deputy_secretary", "副书记"
    FULL_TIME_DEPUTY_SECRETARY = "full_time_deputy_secretary", "专职副书记"
    STANDING_MEMBER = "standing_member", "常务委员"
    MEMBER = "member", "委员"
    ORGANISATION_MEMBER = "organisation_member", "组织委员"
    PUBLICITY_MEMBER = "publicity_member", "宣传委员"
    DISCIPLINE_MEMBER = "discipline_member", "纪检委员"
    UNITED_FRONT_MEMBER = "united_front_member", "统战委员"
    YOUTH_MEMBER = "youth_member", "青年委员"
    MASS_WORK_MEMBER = "mass_work_member", "群工委员"
    CONFIDENTIALITY_MEMBER = "confidentiality_member", "保密委员"
    PRODUCTION_MEMBER = "production_member", "生产委员"
    DISCIPLINE_SECRETARY = "discipline_secretary", "纪委书记"
    DISCIPLINE_DEPUTY_SECRETARY = "discipline_deputy_secretary", "纪委副书记"
    DISCIPLINE_COMMITTEE_MEMBER = "discipline_committee_member", "纪委委员"
    UNION_CHAIR = "union_chair", "工会主席"
    UNION_VICE_CHAIR = "union_vice_chair", "工会副主席"
    UNION_MEMBER = "union_member", "工会委员"
    UNION_AUDITOR = "union_auditor", "工会经费审查委员"
    UNION_WOMEN_MEMBER = "union_women_member", "工会女职工委员"
    CELL_LEADER = "cell_leader", "党小组组长"
    ORGANISER = "organiser", "组织员"
    PARTY_BUILDING_INSTRUCTOR = "party_building_instructor", "党建工作指导员"


COMMITTEE_POSTS = frozenset(
    {
        PostKind.SECRETARY,
        PostKind.DEPUTY_SECRETARY,
        PostKind.FULL_TIME_DEPUTY_SECRETARY,
        PostKind.STANDING_MEMBER,
        PostKind.MEMBER,
        PostKind.ORGANISATION_MEMBER,
        PostKind.PUBLICITY_MEMBER,
        PostKind.DISCIPLINE_MEMBER,
        PostKind.UNITED_FRONT_MEMBER,
        PostKind.YOUTH_MEMBER,
        PostKind.MASS_WORK_MEMBER,
        PostKind.CONFIDENTIALITY_MEMBER,
        PostKind.PRODUCTION_MEMBER,
    }
)
"""Posts whose holders form the committee of their organisation."""
DISCIPLINE_POSTS = frozenset(
    {
        PostKind.DISCIPLINE_SECRETARY,
        PostKind.DISCIPLINE_DEPUTY_SECRETARY,
        PostKind.DISCIPLINE_COMMITTEE_MEMBER,
    }
)
UNION_POSTS = frozenset(
    {
        PostKind.UNION_CHAIR,
        PostKind.UNION_VICE_CHAIR,
        PostKind.UNION_MEMBER,
        PostKind.UNION_AUDITOR,
        PostKind.UNION_WOMEN_MEMBER,
    }
)
LEAGUE_POSTS = frozenset(
    {
        PostKind.SECRETARY,
        PostKind.DEPUTY_SECRETARY,
        PostKind.MEMBER,
        PostKind.ORGANISATION_MEMBER,
        PostKind.PUBLICITY_MEMBER,
    }
)
"""Posts of the other trees; holders of union and League posts need not be Party members."""
BODY_POSTS = COMMITTEE_POSTS | DISCIPLINE_POSTS | UNION_POSTS | {PostKind.ORGANISER, PostKind.PARTY_BUILDING_INSTRUCTOR}
"""Posts that the page of an organisation shows as its leading body; leaders of cells stand with their cells."""


class PostOrigin(models.TextChoices):
    """How a post was filled."""

    ELECTED = "elected", "选举产生"
    APPOINTED = "appointed", "上级任命"
    DIVIDED = "divided", "委员分工"
    IMPORTED = "imported", "导入"

"""Decisions about posts: values in, values out, the clause beside each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.posts.enums import (
    COMMITTEE_POSTS,
    DISCIPLINE_POSTS,
    LEAGUE_POSTS,
    UNION_POSTS,
    PostKind,
    PostOrigin,
)
from dangjian.kernel.clock import add_months

LEADERS = frozenset({PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.FULL_TIME_DEPUTY_SECRETARY})
"""Posts that lead an organisation."""
DUTIES = frozenset(
    {
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
"""Posts that the committee divides among its members after the election."""
ONLY_ONE = frozenset({PostKind.SECRETARY, PostKind.DISCIPLINE_SECRETARY, PostKind.UNION_CHAIR})
"""Posts with one holder at a time."""
_OTHER_TREES = frozenset(
    {OrgKind.TRADE_UNION, OrgKind.LEAGUE_COMMITTEE, OrgKind.LEAGUE_GENERAL_BRANCH, OrgKind.LEAGUE_BRANCH}
)
_IN_KIND: Mapping[str, frozenset[PostKind]] = {
    OrgKind.PARTY_GROUP: frozenset({PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.MEMBER}),
    OrgKind.PARTY_COMMITTEE: COMMITTEE_POSTS
    | DISCIPLINE_POSTS
    | {PostKind.ORGANISER, PostKind.PARTY_BUILDING_INSTRUCTOR},
    OrgKind.GENERAL_BRANCH: (COMMITTEE_POSTS - {PostKind.STANDING_MEMBER}) | {PostKind.ORGANISER},
    OrgKind.BRANCH: (COMMITTEE_POSTS - {PostKind.STANDING_MEMBER, PostKind.FULL_TIME_DEPUTY_SECRETARY})
    | {PostKind.CELL_LEADER, PostKind.PARTY_BUILDING_INSTRUCTOR},
    OrgKind.DISCIPLINE_COMMITTEE: DISCIPLINE_POSTS | {PostKind.MEMBER},
    OrgKind.TRADE_UNION: UNION_POSTS,
    OrgKind.LEAGUE_COMMITTEE: LEAGUE_POSTS | {PostKind.STANDING_MEMBER},
    OrgKind.LEAGUE_GENERAL_BRANCH: LEAGUE_POSTS,
    OrgKind.LEAGUE_BRANCH: LEAGUE_POSTS,
}


@dataclass(frozen=True, slots=True)
class Period:
    """A person in a post from `started_on` to `ended_on`, both included; open when `ended_on` is None."""

    person: str
    post_kind: str
    started_on: date
    ended_on: date | None = None

    def overlaps(self, other: Period) -> bool:
        """Whether both hold on some day. A successor may begin on the day after, or on the day of the end."""
        mine_ends, theirs_ends = self.ended_on or date.max, other.ended_on or date.max
        return self.started_on < theirs_ends and other.started_on < mine_ends


def kinds_in(org_kind: str) -> list[PostKind]:
    """The posts that an organisation of that kind has and that are filled one by one (leaders of cells are named in
    their cell), in the usual order."""
    return [kind for kind in PostKind if kind in _IN_KIND.get(org_kind, ()) and kind != PostKind.CELL_LEADER]


def post_problem(post_kind: str, org_kind: str) -> str:
    """Why there is no such post in an organisation of that kind; empty when there is."""
    if PostKind(post_kind) in _IN_KIND.get(org_kind, frozenset()):
        return ""
    return f"{OrgKind(org_kind).label}没有“{PostKind(post_kind).label}”职务，请重新选择。"


def overlap_problem(new: Period, others: Iterable[Period]) -> str:
    """Why the period cannot stand beside the others of the organisation: one secretary at a time, one person once in
    one post."""
    for other in others:
        if new.post_kind != other.post_kind or not new.overlaps(other):
            continue
        if new.person == other.person:
            return "该人员在这段时间已担任同一职务，请核对日期。"
        if PostKind(new.post_kind) in ONLY_ONE:
            label = PostKind(new.post_kind).label
            return f"这段时间已有{label}（{other.started_on} 起），同一时间只能有一名{label}，请先免去原任。"
    return ""


def person_problem(post_kind: str, category: str, *, suspended: bool, vote_suspended: bool, org_kind: str = "") -> str:
    """Why the person cannot hold the post: committee posts and cell leaders are full members with all rights
    (党章 第七条: a probationary member has neither vote nor the right to be elected). Unions and the League ask for no
    Party membership."""
    if org_kind in _OTHER_TREES:
        return ""
    if suspended:
        return "停止党籍的人员不能担任党内职务。"
    needs_full = PostKind(post_kind) in COMMITTEE_POSTS | DISCIPLINE_POSTS | {PostKind.CELL_LEADER}
    if needs_full and category != "full_member":
        return "预备党员没有选举权和被选举权，此职务须由正式党员担任（党章第七条）。"
    if needs_full and vote_suspended:
        return "受留党察看处分或被限制权利的党员不能担任此职务。"
    if category not in {"full_member", "probationary_member"}:
        return "只有党员可以担任党内职务。"
    return ""


def origin_problem(branch_kind: str, origin: str) -> str:
    """Officers of a temporary branch are appointed, not elected (支部工作条例 第八条)."""
    if branch_kind == BranchKind.TEMPORARY and origin == PostOrigin.ELECTED:
        return "临时党支部的书记、委员由批准其成立的党组织指定，任职方式请选择“上级任命”。"
    return ""


def date_problem(
    started_on: date, ended_on: date | None, *, today: date, established_on: date | None, joined_on: date | None
) -> str:
    """Why the dates of a post are impossible; empty when they are not."""
    if started_on > today:
        return "任职日期不能晚于今天，请在任职生效后登记。"
    if ended_on is not None and ended_on < started_on:
        return "免职日期早于任职日期，请检查。"
    if ended_on is not None and ended_on > today:
        return "免职日期不能晚于今天。"
    if established_on is not None and started_on < established_on:
        return f"任职日期早于党组织成立日期（{established_on}），请核对。"
    if joined_on is not None and started_on < joined_on:
        return f"任职日期早于本人入党日期（{joined_on}），请核对。"
    return ""


def customary_problem(
    post_kind: str,
    org_kind: str,
    *,
    committee: int,
    deputies: int,
    full_members: int,
    confirmed_on: date | None,
    started_on: date,
    largest: Mapping[str, int],
    small_below: int,
    small_deputies: int,
    standing_months: int,
) -> str:
    """What is against the customary rule, which the superior may waive with a reason (一般); empty when nothing is.

    `committee` and `deputies` count the persons with the new post.
    """
    kind = PostKind(post_kind)
    if org_kind == OrgKind.BRANCH and full_members < small_below and kind in COMMITTEE_POSTS:
        if kind in DUTIES:
            return f"正式党员不足 {small_below} 人的党支部一般不设委员会，只设书记（支部工作条例第二十条）。"
        if kind == PostKind.DEPUTY_SECRETARY and deputies > small_deputies:
            return f"正式党员不足 {small_below} 人的党支部一般只设 {small_deputies} 名副书记（支部工作条例第二十条）。"
    limit = largest.get(org_kind)
    if kind in COMMITTEE_POSTS and limit is not None and committee > limit:
        return f"委员会将有 {committee} 人，一般不超过 {limit} 人。"
    is_branch_secretary = kind == PostKind.SECRETARY and org_kind == OrgKind.BRANCH
    if is_branch_secretary and confirmed_on is not None and started_on < add_months(confirmed_on, standing_months):
        return f"党支部书记一般应有 {standing_months} 个月以上党龄（支部工作条例第二十三条）。"
    return ""


def role_for(post_kind: str, org_kind: str, roles: Mapping[str, str]) -> str:
    """The role that comes with a post; empty for none. `roles` is the rule `post.roles`."""
    kind = PostKind(post_kind)
    if kind not in COMMITTEE_POSTS or org_kind in _OTHER_TREES:
        return ""
    place = "branch" if org_kind == OrgKind.BRANCH else "committee"
    role = roles[f"{place}_{'leaders' if kind in LEADERS else 'members'}"]
    return "" if role == "none" else role

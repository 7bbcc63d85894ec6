"""Who holds which post: committees, branch committees, cell leaders – with terms, vacancies and gaps."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dangjian.directory.members.enums import PersonCategory
from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.ops.demo.enterprise.model import DemoOrg, DemoPerson, DemoPost
from dangjian.ops.demo.enterprise.words import drawn

_COMMITTEE = (
    PostKind.SECRETARY,
    PostKind.DEPUTY_SECRETARY,
    PostKind.FULL_TIME_DEPUTY_SECRETARY,
    PostKind.DISCIPLINE_SECRETARY,
    PostKind.ORGANISATION_MEMBER,
    PostKind.PUBLICITY_MEMBER,
    PostKind.MEMBER,
)
_BRANCH = (
    PostKind.SECRETARY,
    PostKind.ORGANISATION_MEMBER,
    PostKind.DISCIPLINE_MEMBER,
    PostKind.PUBLICITY_MEMBER,
    PostKind.DEPUTY_SECRETARY,
)
NO_SECRETARY = "运维二部党支部"
NO_DISCIPLINE = "冷链分公司党支部"
NEW_SECRETARY = "检修项目党支部"


def build_posts(orgs: list[DemoOrg], people: list[DemoPerson], today: date, seed: int) -> list[DemoPost]:
    """All posts, present and past."""
    posts: list[DemoPost] = []
    by_org: dict[str, list[DemoPerson]] = {}
    for person in people:
        by_org.setdefault(person.org, []).append(person)
    for org in orgs:
        if org.kind == OrgKind.BRANCH:
            posts += _branch_posts(org, by_org.get(org.key, []), by_org, today, seed)
        else:
            posts += _committee_posts(org, orgs, by_org)
    return posts


def _committee_posts(org: DemoOrg, orgs: list[DemoOrg], by_org: dict[str, list[DemoPerson]]) -> list[DemoPost]:
    """Committee members belong to the branches of their headquarters and take part there (双重组织生活)."""
    seats = _COMMITTEE if org.kind == OrgKind.PARTY_COMMITTEE else _COMMITTEE[:2] + _COMMITTEE[4:]
    home = next(o.key for o in orgs if o.parent == org.key and o.kind == OrgKind.BRANCH)
    seniors = sorted(
        (p for p in by_org[home] if p.person_category == PersonCategory.FULL_MEMBER), key=lambda p: p.birth_date
    )[3:]
    started = org.term_start or org.established_on
    number = org.approval_no.replace(org.approval_no[-2:-1], "9")
    return [
        DemoPost(person.key, org.key, kind, started, document_no=number)
        for kind, person in zip(seats, seniors, strict=False)
    ]


def _branch_posts(
    org: DemoOrg, own: list[DemoPerson], by_org: dict[str, list[DemoPerson]], today: date, seed: int
) -> list[DemoPost]:
    rng = drawn(seed, f"posts:{org.key}")
    if org.branch_kind in {BranchKind.TEMPORARY, BranchKind.FUNCTIONAL}:
        source = by_org["jg02" if org.branch_kind == BranchKind.TEMPORARY else "ny02"]
        appointed = [p for p in source if p.is_full_member][-2:]
        kinds = (PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY)
        return [
            DemoPost(p.key, org.key, kind, org.established_on, origin=PostOrigin.APPOINTED)
            for kind, p in zip(kinds, appointed, strict=True)
        ]
    started = org.term_start or org.established_on
    capable = [p for p in own if p.is_full_member and p.joined_on and p.joined_on < started - timedelta(days=400)]
    rng.shuffle(capable)
    fresh = [p for p in own if p.is_full_member]
    seats: tuple[PostKind, ...] = (PostKind.SECRETARY,)
    if org.has_committee:
        seats = _BRANCH if org.planned_size >= 30 else _BRANCH[: 3 if org.planned_size < 15 else 4]
    if org.short_name == NO_DISCIPLINE:
        seats = (PostKind.SECRETARY, PostKind.ORGANISATION_MEMBER, PostKind.PUBLICITY_MEMBER)
    pool = capable + [p for p in fresh if p not in capable]
    posts = [DemoPost(p.key, org.key, kind, started) for kind, p in zip(seats, pool, strict=False)]
    posts += _past_posts(org, pool[len(seats) :], started, rng)
    if org.short_name == NO_SECRETARY:
        # The secretary moved on four months ago and nobody was elected since (ORG-R09).
        first = posts[0]
        posts[0] = DemoPost(first.person, org.key, first.kind, first.started_on, ended_on=today - timedelta(days=125))
    for cell in range(len(org.cells)):
        leader = next((p for p in pool[len(seats) :] if p.cell == cell), None)
        if leader is not None:
            posts.append(
                DemoPost(leader.key, org.key, PostKind.CELL_LEADER, started, origin=PostOrigin.DIVIDED, cell=cell)
            )
    return posts


def _past_posts(org: DemoOrg, others: list[DemoPerson], started: date, rng: Random) -> list[DemoPost]:
    """The secretary of the term before, in branches old enough to have had one."""
    before = started - timedelta(days=3 * 365)
    elders = [p for p in others if p.joined_on and p.joined_on < before - timedelta(days=365)]
    if org.established_on > before or not elders:
        return []
    return [DemoPost(rng.choice(elders).key, org.key, PostKind.SECRETARY, before, ended_on=started)]

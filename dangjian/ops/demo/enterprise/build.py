"""Puts the invented enterprise together. The same day, seed and scale give the same enterprise on every machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from dangjian.directory.members.enums import Sex
from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.posts.enums import PostKind
from dangjian.ops.demo.enterprise import words
from dangjian.ops.demo.enterprise.committees import meetings_of_committee
from dangjian.ops.demo.enterprise.life import Branch, meetings_of_branch
from dangjian.ops.demo.enterprise.model import DemoAccount, DemoOrg, DemoPerson, DemoPost, DemoUnit, Enterprise
from dangjian.ops.demo.enterprise.officers import NEW_SECRETARY, build_posts
from dangjian.ops.demo.enterprise.people import Numbers, people_of_branch
from dangjian.ops.demo.enterprise.states import arrivals, departures, set_states
from dangjian.ops.demo.enterprise.structure import build_orgs, build_units
from dangjian.ops.demo.enterprise.talks import talks_of_branch

SEED: Final = 20260701
HOME_BRANCH: Final = "jg08"
"""The branch of the demo secretary and the demo member."""


def build_enterprise(*, today: date, seed: int = SEED, scale: int = 1) -> Enterprise:
    """The demo group: 1 committee, 3 subsidiaries, 40 branches and about 1,200 people for `scale` 1.

    `scale` repeats the subsidiaries with other people. Raises ValueError when it is below 1.
    """
    if scale < 1:
        raise ValueError("scale must be at least 1")
    made = Enterprise(f"{words.GROUP}（演示）", "demo", words.BANNER, today)
    made.units = build_units(scale)
    made.orgs = build_orgs(today, seed, scale)
    numbers = Numbers()
    for org in made.orgs:
        if org.kind == OrgKind.BRANCH:
            made.people += people_of_branch(org, today, seed, numbers)
    made.posts = build_posts(made.orgs, made.people, today, seed)
    made.accounts = _cast(made, numbers)
    officers = {post.person for post in made.posts} | {account.person for account in made.accounts}
    set_states(made.orgs, made.people, officers, today, seed)
    _break_setup_rules(made, today)
    arrivals([p for p in made.people if p.key not in officers], today, seed)
    gone = departures(made.orgs, made.people, today, seed, numbers)
    _set_contacts(made)
    _add_life(made, seed)
    made.people += gone
    return made


def _cast(made: Enterprise, numbers: Numbers) -> list[DemoAccount]:
    """Names and places the seven people that the log-in page of the demo offers."""
    by_key = {person.key: person for person in made.people}

    def holder(org: str, kind: PostKind) -> DemoPerson:
        return by_key[next(p.person for p in made.posts if p.org == org and p.kind == kind and p.ended_on is None)]

    busy = {post.person for post in made.posts}

    def ordinary(org: str, *, young: bool = False) -> DemoPerson:
        free = [p for p in made.people if p.org == org and p.key not in busy and p.is_full_member]
        return max(free, key=lambda p: p.birth_date) if young else free[len(free) // 2]

    secretary = holder(HOME_BRANCH, PostKind.SECRETARY)
    leader = holder("hq", PostKind.SECRETARY)
    office, administrator = ordinary("hq01"), ordinary("hq04")
    security, auditor = ordinary("hq02"), ordinary("hq03")
    member = ordinary(HOME_BRANCH, young=True)
    _rename(secretary, "周建华", Sex.MALE, "项目副经理", numbers)
    _rename(office, "林晓燕", Sex.FEMALE, "党群工作部主管", numbers)
    _rename(leader, "陈国梁", Sex.MALE, "党委书记", numbers)
    _rename(member, "王小雨", Sex.FEMALE, "助理工程师", numbers)
    _rename(administrator, "吴启明", Sex.MALE, "信息系统管理员", numbers)
    return [
        DemoAccount(secretary.key, "demo-secretary", "支部书记：滨海新城项目党支部"),
        DemoAccount(office.key, "demo-office", "党务工作者：集团党群工作部", "office", ""),
        DemoAccount(leader.key, "demo-leader", "党委领导：集团党委书记", "leader", "hq"),
        DemoAccount(member.key, "demo-member", "普通党员：滨海新城项目党支部"),
        DemoAccount(administrator.key, "demo-admin", "系统管理员：信息中心", "administrator", ""),
        DemoAccount(security.key, "demo-security", "安全管理员：集团机关", "security_administrator", ""),
        DemoAccount(auditor.key, "demo-audit", "安全审计员：集团机关", "audit_administrator", ""),
    ]


def _rename(person: DemoPerson, name: str, sex: Sex, job: str, numbers: Numbers) -> None:
    person.name, person.sex, person.job_title, person.ethnic_group = name, sex, job, "01"
    person.id_number = numbers.identity_number(person.birth_date, sex)


def _break_setup_rules(made: Enterprise, today: date) -> None:
    """Breaches that need people and posts: a new secretary with little standing, a unit without a branch of its own."""
    org = next(o for o in made.orgs if o.short_name == NEW_SECRETARY)
    post = next(p for p in made.posts if p.org == org.key and p.kind == PostKind.SECRETARY and p.ended_on is None)
    secretary = next(p for p in made.people if p.key == post.person)
    # Admitted two years ago, elected within the first year of full membership (ORG-R14).
    secretary.joined_on = today - timedelta(days=720)
    secretary.confirmed_on = today - timedelta(days=355)
    secretary.target_on = today - timedelta(days=800)
    secretary.activist_on = today - timedelta(days=1200)
    secretary.applied_on = today - timedelta(days=1300)
    made.posts[made.posts.index(post)] = replace(post, started_on=today - timedelta(days=300))
    free = [p for p in made.people_of("jg04") if p.is_full_member and not p.is_mobile]
    for person in free[-4:]:
        person.unit = "u-jg-装饰分公司"


def _set_contacts(made: Enterprise) -> None:
    by_key = {person.key: person for person in made.people}
    for place, org in enumerate(made.orgs):
        own = [p for p in made.posts if p.org == org.key and p.ended_on is None]
        if own:
            contact = by_key[own[-1].person]
            made.orgs[place] = replace(org, contact_name=contact.name, contact_phone=contact.mobile_phone)


def _add_life(made: Enterprise, seed: int) -> None:
    by_org: dict[str, list[DemoPerson]] = {}
    for person in made.people:
        by_org.setdefault(person.org, []).append(person)
    by_key = {person.key: person for person in made.people}
    for org in made.orgs:
        posts = [p for p in made.posts if p.org == org.key]
        if org.kind != OrgKind.BRANCH:
            made.meetings += meetings_of_committee(org, posts, by_key, made.today, seed)
            continue
        own = by_org.get(org.key) or [by_key[p.person] for p in posts]
        branch = Branch(org, own, {f"{p.person}:{p.kind}": p for p in posts}, made.today, seed)
        if org.branch_kind in {BranchKind.TEMPORARY, BranchKind.FUNCTIONAL}:
            branch.members = []
        made.meetings += meetings_of_branch(branch)
        made.talks += talks_of_branch(branch)


def build_stranger(*, today: date, seed: int = SEED) -> Enterprise:
    """A second, small tenant. Its people must never see anything of the first; it is not on the log-in page."""
    made = Enterprise("云溪样本公司（演示）", "stranger", words.BANNER, today)
    made.units = [DemoUnit("u-s", "", "云溪样本有限公司（演示）", is_legal_entity=True, employees=160)]
    end = today + timedelta(days=500)
    start = end.replace(year=end.year - 3, day=min(end.day, 28))
    committee = DemoOrg(
        key="s",
        parent="",
        kind=OrgKind.PARTY_COMMITTEE,
        full_name="中国共产党云溪样本有限公司委员会",
        short_name="云溪公司党委",
        org_code="991000000001",
        units=("u-s",),
        established_on=date(2015, 7, 1),
        approval_no="云溪党〔2015〕1号",
        term_start=start,
        term_years=3,
        term_end=start.replace(year=start.year + 3),
    )
    branch = replace(
        committee,
        key="s01",
        parent="s",
        kind=OrgKind.BRANCH,
        full_name="中国共产党云溪样本有限公司第一支部委员会",
        short_name="云溪第一党支部",
        org_code="991000000002",
        branch_kind=BranchKind.ORDINARY,
        planned_size=12,
    )
    made.orgs = [committee, branch]
    numbers = Numbers(series=4)
    made.people = people_of_branch(made.orgs[1], today, seed + 1, numbers)
    made.posts = [
        DemoPost(person.key, "s01", kind, start)
        for person, kind in zip(
            [p for p in made.people if p.is_full_member],
            (PostKind.SECRETARY, PostKind.ORGANISATION_MEMBER, PostKind.DISCIPLINE_MEMBER),
            strict=False,
        )
    ]
    made.accounts = [DemoAccount(made.posts[0].person, "stranger-secretary", "其他单位的支部书记")]
    _add_life(made, seed + 1)
    return made

"""Unusual states of people: away, out of contact, abroad, suspended, gone – and records that break a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from dangjian.directory.members.enums import (
    ChangeReason,
    MembershipStatus,
    MobileDirection,
    PersonCategory,
)
from dangjian.directory.organisations.enums import BranchKind
from dangjian.ops.demo.enterprise.model import DemoOrg, DemoPerson
from dangjian.ops.demo.enterprise.people import Numbers
from dangjian.ops.demo.enterprise.words import drawn


def set_states(orgs: list[DemoOrg], people: list[DemoPerson], officers: set[str], today: date, seed: int) -> None:
    """Gives ordinary members their unusual states. `officers` are left as they are: a post needs a present person."""
    rng = drawn(seed, "states")
    kinds = {org.key: org.branch_kind for org in orgs}
    free = [
        p
        for p in people
        if p.person_category == PersonCategory.FULL_MEMBER
        and p.key not in officers
        and kinds[p.org] != BranchKind.RETIRED
        and len([o for o in orgs if o.key == p.org and o.planned_size >= 10]) == 1
    ]
    rng.shuffle(free)
    chosen = iter(free)
    many = max(1, len(people) // 1200)
    for _ in range(18 * many):
        _make_mobile(next(chosen), rng, today)
    for days in (70, 130, 260, 900) * many:
        _make_lost(next(chosen), today - timedelta(days=days))
    for days in (40, 200, 500, 800, 1100, 2000) * many:
        person = next(chosen)
        person.is_abroad, person.abroad_since = True, today - timedelta(days=days)
        person.remarks = "外派海外项目" if days < 1500 else "出国（境）超过五年，待研究"
    for days in (120, 400) * many:
        _suspend(next(chosen), today - timedelta(days=days))
    for _ in range(many):
        next(chosen).vote_suspended = True
    _break_rules(people, rng, today)


def _make_mobile(person: DemoPerson, rng: Random, today: date) -> None:
    person.is_mobile = True
    person.mobile_since = today - timedelta(days=rng.randrange(190, 900))
    person.mobile_direction = rng.choice(
        (MobileDirection.CROSS_PROVINCE, MobileDirection.INTRA_PROVINCE, MobileDirection.INTRA_CITY)
    )


def _make_lost(person: DemoPerson, since: date) -> None:
    person.out_of_contact, person.out_of_contact_since = True, since
    person.remarks = "多方查找，暂未取得联系"


def _suspend(person: DemoPerson, on: date) -> None:
    _make_lost(person, on - timedelta(days=200))
    person.membership_status, person.suspended_on = MembershipStatus.SUSPENDED, on
    person.remarks = "失去联系六个月以上，按规定停止党籍"


def _break_rules(people: list[DemoPerson], rng: Random, today: date) -> None:
    """Probation that ran out without a decision, and a full member whose confirmation date is missing."""
    probationary = [p for p in people if p.person_category == PersonCategory.PROBATIONARY_MEMBER]
    for person in rng.sample(probationary, min(3, len(probationary))):
        _move_back(person, rng.randrange(400, 520) - (today - (person.joined_on or today)).days)
    for person in rng.sample([p for p in people if p.is_full_member], 2):
        person.confirmed_on, person.confirmation_status = None, None


def _move_back(person: DemoPerson, days: int) -> None:
    """Moves the whole way to membership into the past."""
    span = timedelta(days=days)
    person.joined_on = person.joined_on and person.joined_on - span
    person.target_on = person.target_on and person.target_on - span
    person.activist_on = person.activist_on and person.activist_on - span
    person.applied_on -= span


def departures(
    orgs: list[DemoOrg], people: list[DemoPerson], today: date, seed: int, numbers: Numbers
) -> list[DemoPerson]:
    """People who left during the last year: their records stay, with the reason."""
    rng = drawn(seed, "left")
    reasons = (
        (ChangeReason.TRANSFERRED_OUT, 14),
        (ChangeReason.DECEASED, 7),
        (ChangeReason.RESIGNED, 1),
        (ChangeReason.DISQUALIFIED, 1),
        (ChangeReason.SELF_LEFT_STRUCK_OFF, 1),
        (ChangeReason.WITHDRAWN, 2),
    )
    big = [org for org in orgs if org.planned_size >= 20]
    retired = [org for org in big if org.branch_kind == BranchKind.RETIRED] or big
    gone: list[DemoPerson] = []
    for reason, count in reasons:
        for _ in range(count):
            org = rng.choice(retired if reason == ChangeReason.DECEASED else big)
            category = {
                ChangeReason.DISQUALIFIED: PersonCategory.PROBATIONARY_MEMBER,
                ChangeReason.WITHDRAWN: PersonCategory.ACTIVIST,
            }.get(reason, PersonCategory.FULL_MEMBER)
            pattern = next((p for p in people if p.org == org.key and p.person_category == category), None)
            if pattern is None:
                continue
            gone.append(_departed(pattern, reason, rng, today, numbers))
    return gone


def _departed(pattern: DemoPerson, reason: ChangeReason, rng: Random, today: date, numbers: Numbers) -> DemoPerson:
    number = numbers.person()
    born = pattern.birth_date + timedelta(days=rng.randrange(-700, -30))
    return replace(
        pattern,
        key=f"p{number:05}",
        name=pattern.name[0] + rng.choice(("文博", "建军", "秀兰", "永强", "春梅", "国庆")),
        birth_date=born,
        id_number=numbers.identity_number(born, pattern.sex),
        mobile_phone=numbers.phone(number),
        employee_no=f"HY{numbers.series}{number:05}",
        left_on=today - timedelta(days=rng.randrange(15, 350)),
        left_reason=reason,
        remarks="",
    )


def arrivals(people: list[DemoPerson], today: date, seed: int) -> None:
    """Some members came during the last year: from outside, or from another branch of the group."""
    rng = drawn(seed, "came")
    settled = [p for p in people if p.is_full_member and not p.is_retired]
    for person in rng.sample(settled, min(24, len(settled))):
        person.came_on = today - timedelta(days=rng.randrange(20, 350))
        person.came_reason = ChangeReason.TRANSFERRED_IN
        person.came_from = rng.choice(("范例建设公司第二党支部", "样本街道社区党支部", "示例大学学生第五党支部"))
    for person in people:
        if person.person_category == PersonCategory.PROBATIONARY_MEMBER and person.left_on is None:
            person.came_on, person.came_reason = person.joined_on, ChangeReason.ADMITTED

"""Who may apply, recommend and be developed further. Every answer is what stands against it, with the clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dangjian.kernel.clock import add_months

ADULT_MONTHS = 18 * 12
BARRED_MONTHS = 5 * 12
REVIEW_MONTHS = 6


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody as the register knows them."""

    id: UUID
    name: str
    category: str
    org_path: str
    birth_date: date | None = None
    is_active: bool = True
    is_suspended: bool = False
    vote_suspended: bool = False

    @property
    def is_member(self) -> bool:
        """Full or probationary member."""
        return self.category in {"full_member", "probationary_member"}


def applicant_problems(person: PersonFacts, applied_on: date, *, left_against: date | None = None) -> list[str]:
    """What stands against an application. `left_against`: when the person was last expelled, struck off and the like.

    18 years on the day of the application, no member, five years after expulsion or removal.
    """
    found = []
    if person.is_member:
        found.append(f"{person.name}已是党员，不能重复发展。")
    if not person.is_active:
        found.append(f"{person.name}已不在册，请先登记人员信息。")
    if person.birth_date is None:
        found.append(f"请先在人员信息中补充{person.name}的出生日期，以便核对年龄（发展党员工作细则第五条）。")
    else:
        adult_on = add_months(person.birth_date, ADULT_MONTHS)
        if applied_on < adult_on:
            found.append(f"申请入党须年满十八岁，最早 {adult_on}（发展党员工作细则第五条）。")
    if left_against is not None:
        free_on = add_months(left_against, BARRED_MONTHS)
        if applied_on < free_on:
            found.append(f"受开除党籍、除名、劝退处理后五年内不得重新入党，最早 {free_on}（党章、纪律处分条例）。")
    return found


def mentor_problems(candidate: PersonFacts, mentors: Sequence[PersonFacts | None]) -> list[str]:
    """What stands against mentors: one or two full members of the branch, not the candidate."""
    clause = "（发展党员工作细则第九条）"
    found = _guides(candidate, mentors, "培养联系人", clause)
    if not 1 <= len(mentors) <= 2:
        found.append(f"培养联系人为一至两名{clause}。")
    return found


def introducer_problems(candidate: PersonFacts, introducers: Sequence[PersonFacts | None]) -> list[str]:
    """What stands against introducers: two full members whose rights are not suspended."""
    clause = "（发展党员工作细则第十四条）"
    found = _guides(candidate, introducers, "入党介绍人", clause)
    if len(introducers) != 2:
        found.append(f"入党介绍人须为两名正式党员{clause}。")
    found += [
        f"{person.name}受留党察看处分或尚未恢复党员权利，不能作入党介绍人{clause}。"
        for person in introducers
        if person is not None and person.vote_suspended
    ]
    return found


def _guides(candidate: PersonFacts, guides: Sequence[PersonFacts | None], what: str, clause: str) -> list[str]:
    found = []
    known = [person for person in guides if person is not None]
    if len(known) != len(guides):
        found.append(f"所选{what}不在册，请重新选择。")
    if len({person.id for person in known}) != len(known):
        found.append(f"两名{what}不能是同一个人{clause}。")
    for person in known:
        if person.id == candidate.id:
            found.append(f"{what}不能是本人。")
        elif person.category != "full_member":
            found.append(f"{person.name}不是正式党员，不能作{what}{clause}。")
        elif person.is_suspended or not person.is_active:
            found.append(f"{person.name}已停止党籍或不在册，不能作{what}。")
        elif person.org_path != candidate.org_path:
            found.append(f"{person.name}不在本党支部，不能作{what}{clause}。")
    return found


def full_half_years(since: date, until: date) -> int:
    """How many half-years are complete between two days."""
    count = 0
    while add_months(since, REVIEW_MONTHS * (count + 1)) <= until:
        count += 1
    return count


def review_problems(since: date, until: date, reviews: Sequence[date], clause: str) -> list[str]:
    """Which half-yearly reviews are missing: one for each complete half-year since a day."""
    wanted, held = full_half_years(since, until), len([day for day in reviews if since <= day <= until])
    if held >= wanted:
        return []
    return [f"应有半年考察 {wanted} 次，已登记 {held} 次，还缺 {wanted - held} 次（{clause}）。"]


def deferral_problems(admitted_on: date, belongs_since: date | None) -> list[str]:
    """Why the confirmation cannot be put off: only who was transferred in during probation (2014 第三十五条)."""
    if belongs_since is not None and belongs_since > admitted_on:
        return []
    return ["只有预备期内转入本支部的预备党员可以推迟讨论（2014年细则第三十五条）。"]


def objection_problems(open_count: int, upheld: int) -> list[str]:
    """What objections to a public notice stand in the way."""
    clause = "（2026年细则第十三条）"
    found = [f"还有 {open_count} 条公示异议没有核查完{clause}。"] if open_count else []
    if upheld:
        found.append(f"有 {upheld} 条异议经核查属实且影响列为发展对象，请选择“有异议，影响通过”{clause}。")
    return found

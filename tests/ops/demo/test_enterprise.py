"""The invented enterprise: the same everywhere, lawful where it should be, broken where it should show a breach."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from dangjian.directory.members.enums import ChangeReason, MembershipStatus, PersonCategory, Sex
from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.posts.enums import COMMITTEE_POSTS, PostKind
from dangjian.foundation.codes.numbers import identity_birth_date, identity_fault, identity_sex, is_mobile
from dangjian.ops.demo.enterprise.build import HOME_BRANCH, build_enterprise, build_stranger
from dangjian.ops.demo.enterprise.calendar import is_meeting_day, meeting_day, months_until
from dangjian.ops.demo.enterprise.model import DemoOrg, DemoPerson, Enterprise
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.rules.kinds import AttendanceState, ItemKind, MeetingKind, MeetingState

TODAY = date(2026, 11, 21)
HELD = {MeetingState.RECORDED, MeetingState.SIGNED, MeetingState.ARCHIVED}


@cache
def demo(day: date = TODAY) -> Enterprise:
    return build_enterprise(today=day)


def _people(org: DemoOrg) -> list[DemoPerson]:
    return [p for p in demo().people_of(org.key) if p.is_full_member]


def test_the_same_day_gives_the_same_enterprise() -> None:
    assert build_enterprise(today=TODAY) == demo()


def test_another_seed_gives_other_people() -> None:
    assert [p.name for p in build_enterprise(today=TODAY, seed=1).people] != [p.name for p in demo().people]


def test_it_has_the_size_that_was_asked_for() -> None:
    made = demo()

    kinds = Counter(org.kind for org in made.orgs)
    assert kinds == {OrgKind.PARTY_COMMITTEE: 3, OrgKind.GENERAL_BRANCH: 1, OrgKind.BRANCH: 40}
    assert {o.branch_kind for o in made.orgs} >= {
        BranchKind.ORDINARY,
        BranchKind.JOINT,
        BranchKind.PROJECT,
        BranchKind.TEMPORARY,
        BranchKind.RETIRED,
    }
    assert 1_100 <= len(made.people) <= 1_300


def test_it_contains_people_in_all_states() -> None:
    people = demo().people

    assert {p.person_category for p in people} == set(PersonCategory)
    assert {p.membership_status for p in people} == set(MembershipStatus)
    assert (
        min(
            sum(p.is_mobile for p in people),
            sum(p.out_of_contact for p in people),
            sum(p.is_abroad for p in people),
            sum(p.is_retired for p in people),
            sum(p.vote_suspended for p in people),
            sum(p.attendance_exempt for p in people),
        )
        >= 1
    )
    assert {p.left_reason for p in people} >= {ChangeReason.DECEASED, ChangeReason.TRANSFERRED_OUT, None}


def test_numbers_are_valid_unique_and_belong_to_nobody() -> None:
    people = demo().people

    assert [p.id_number for p in people if identity_fault(p.id_number)] == []
    assert {p.id_number[:6] for p in people} == {"990101"}
    assert all(identity_birth_date(p.id_number) == p.birth_date for p in people)
    assert all(identity_sex(p.id_number) == p.sex.value for p in people if p.sex in {Sex.MALE, Sex.FEMALE})
    assert all(is_mobile(p.mobile_phone) and p.mobile_phone.startswith("1990000") for p in people)
    for values in ([p.id_number for p in people], [p.mobile_phone for p in people], [p.key for p in people]):
        assert len(set(values)) == len(people)


def test_party_dates_are_in_lawful_order() -> None:
    for person in demo().people:
        steps = (person.applied_on, person.activist_on, person.target_on, person.joined_on, person.confirmed_on)
        known = [step for step in steps if step]
        assert known == sorted(known), person
        assert known[-1] <= TODAY, person
        if person.joined_on:
            eighteenth = person.birth_date.replace(year=person.birth_date.year + 18, day=min(person.birth_date.day, 28))
            assert person.joined_on >= eighteenth, person
        if person.activist_on and person.target_on:
            assert (person.target_on - person.activist_on).days >= 365, person
        assert person.work_started_on <= TODAY, person
        if person.joined_on and person.confirmed_on:
            assert person.confirmed_on >= _a_year_later(person.joined_on), person


def _a_year_later(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def test_references_lead_somewhere() -> None:
    made = demo()
    people = {p.key: p for p in made.people}
    orgs = {o.key: o for o in made.orgs}
    units = {u.key for u in made.units}

    assert {o.parent for o in made.orgs} - set(orgs) == {""}
    assert {key for o in made.orgs for key in o.units} <= units
    assert {p.unit for p in made.people} <= units
    assert all(p.cell is None or p.cell < len(orgs[p.org].cells) for p in made.people)
    assert {p.person for p in made.posts} | {a.person for a in made.accounts} <= set(people)
    for meeting in made.meetings:
        assert {meeting.chair, meeting.recorder} <= set(people), meeting.key
        assert {a.person for a in meeting.attendance} <= set(people)
        assert len({a.person for a in meeting.attendance}) == len(meeting.attendance)
    assert len({m.key for m in made.meetings}) == len(made.meetings)


def test_seven_people_can_sign_in_each_with_a_place_of_their_own() -> None:
    made = demo()
    people = {p.key: p for p in made.people}

    assert [(people[a.person].name, people[a.person].org, a.role) for a in made.accounts] == [
        ("周建华", HOME_BRANCH, ""),
        ("林晓燕", "hq01", "office"),
        ("陈国梁", "hq01", "leader"),
        ("王小雨", HOME_BRANCH, ""),
        ("吴启明", "hq04", "administrator"),
        ("谭兴华", "hq02", "security_administrator"),
        ("邓志伟", "hq03", "audit_administrator"),
    ]
    secretary = made.accounts[0].person
    assert [(p.org, p.kind) for p in made.posts if p.person == secretary and not p.ended_on] == [
        (HOME_BRANCH, PostKind.SECRETARY)
    ]


@pytest.mark.parametrize(
    "rule", ["ORG-R01", "ORG-R02", "ORG-R04", "ORG-R06", "ORG-R07", "ORG-R09", "ORG-R10", "ORG-R13"]
)
def test_set_up_rules_are_broken_somewhere(rule: str) -> None:
    made = demo()
    branches = [o for o in made.orgs if o.kind == OrgKind.BRANCH and o.planned_size]
    sitting = {o.key: {p.kind for p in made.posts if p.org == o.key and p.ended_on is None} for o in made.orgs}
    breaches = {
        "ORG-R01": [o for o in branches if len(_people(o)) < 3],
        "ORG-R02": [o for o in branches if len(_people(o)) >= 7 and len(sitting[o.key] & COMMITTEE_POSTS) < 3],
        "ORG-R04": [o for o in branches if sum(p.is_member for p in made.people_of(o.key)) > 50],
        "ORG-R06": [o for o in branches if o.branch_kind == BranchKind.JOINT and len(o.units) > 5],
        "ORG-R07": [o for o in made.orgs if o.term_end and o.term_end < TODAY and not o.term_extended_until],
        "ORG-R09": [o for o in branches if PostKind.SECRETARY not in sitting[o.key]],
        "ORG-R10": [o for o in branches if o.has_committee and PostKind.DISCIPLINE_MEMBER not in sitting[o.key]],
        "ORG-R13": [o for o in branches if o.planned_end_on and o.planned_end_on < TODAY],
    }[rule]

    assert 1 <= len(breaches) <= 4


def test_twelve_months_of_life_have_the_usual_gaps() -> None:
    made = demo()

    kinds = {m.kind for m in made.meetings}
    assert kinds == set(MeetingKind)
    assert {m.state for m in made.meetings} >= {
        MeetingState.PLANNED,
        MeetingState.NOTIFIED,
        MeetingState.RECORDED,
        MeetingState.SIGNED,
        MeetingState.ARCHIVED,
    }
    theme_days = Counter(
        (m.org, m.starts_at.strftime("%Y-%m")) for m in made.meetings if m.kind == MeetingKind.THEME_PARTY_DAY
    )
    months = [f"{year}-{month:02}" for year, month in months_until(TODAY, 12)]
    established = [o for o in made.orgs if o.planned_size and o.established_on < date(2025, 10, 1)]
    missing = sum((o.key, month) not in theme_days for o in established for month in months)
    assert 0.01 < missing / (len(established) * len(months)) < 0.2
    assert sum(bool(m.late_reason) for m in made.meetings) > 50
    assert any(
        item.duty == DutyKind.PARTY_LECTURE and item.minutes
        for m in made.meetings
        if m.kind == MeetingKind.THEME_PARTY_DAY
        for item in m.items
    )
    assert any(
        item.kind == ItemKind.LECTURE and not item.minutes for m in made.meetings for item in m.items if m.attendance
    )


def test_a_general_meeting_with_a_decision_fell_below_its_quorum() -> None:
    short = []
    for meeting in demo().meetings:
        if meeting.kind == MeetingKind.BRANCH_GENERAL_MEETING and meeting.state in HELD:
            here = sum(a.state in {AttendanceState.PRESENT, AttendanceState.REMOTE} for a in meeting.attendance)
            if here * 2 < len(meeting.attendance):
                short.append(meeting)

    assert short


def test_nothing_is_held_in_the_future_or_entered_before_it_happened() -> None:
    for meeting in demo().meetings:
        day = meeting.starts_at.date()
        if meeting.state in HELD:
            assert day < TODAY
            assert day <= meeting.entered_on <= TODAY
        else:
            assert day >= TODAY
            assert {a.state for a in meeting.attendance} <= {AttendanceState.DUE, AttendanceState.EXEMPT}
        assert is_meeting_day(day)
        assert meeting.ends_at > meeting.starts_at
    assert all(talk.talked_on < TODAY and talk.talker != talk.partner for talk in demo().talks)


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2027, 1, 1), date(2026, 12, 31), date(2028, 3, 1)])
def test_it_can_be_built_on_any_day(day: date) -> None:
    made = build_enterprise(today=day)

    assert len(made.accounts) == 7
    assert max(p.joined_on for p in made.people if p.joined_on) <= day


def test_scale_repeats_the_subsidiaries_with_other_people() -> None:
    made = build_enterprise(today=TODAY, scale=3)

    assert len(made.people) > 2_500
    assert len({p.id_number for p in made.people}) == len(made.people)
    assert len({o.org_code for o in made.orgs}) == len(made.orgs)
    assert len({(o.parent, o.full_name) for o in made.orgs}) == len(made.orgs)


def test_scale_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="scale"):
        build_enterprise(today=TODAY, scale=0)


def test_the_stranger_shares_nothing_with_the_group() -> None:
    stranger, group = build_stranger(today=TODAY), demo()

    assert {p.id_number for p in stranger.people} & {p.id_number for p in group.people} == set()
    assert {p.mobile_phone for p in stranger.people} & {p.mobile_phone for p in group.people} == set()
    assert {o.org_code for o in stranger.orgs} & {o.org_code for o in group.orgs} == set()
    assert [a.login for a in stranger.accounts] == ["stranger-secretary"]


@pytest.mark.parametrize(
    ("year", "month", "wanted", "day"),
    [(2026, 10, 5, 8), (2026, 5, 1, 6), (2026, 2, 17, 13), (2026, 11, 21, 20), (2026, 2, 31, 27)],
)
def test_meeting_days_avoid_weekends_and_holidays(year: int, month: int, wanted: int, day: int) -> None:
    found = meeting_day(year, month, wanted)

    assert (found, is_meeting_day(found)) == (date(year, month, day), True)


def test_months_until_crosses_the_year() -> None:
    assert months_until(date(2026, 2, 3), 3) == [(2025, 12), (2026, 1), (2026, 2)]
    assert date(2026, 2, 3) - timedelta(days=34) == date(2025, 12, 31)

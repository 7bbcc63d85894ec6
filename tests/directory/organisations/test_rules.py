"""Rules of organisations: edges first, the clause in the name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dangjian.directory.organisations.rules import kinds, naming
from dangjian.directory.organisations.rules.terms import TermState, latest_extension, remind_from, term_end, term_state
from dangjian.directory.organisations.rules.violations import Facts, Limits, Severity, check, check_unit

TODAY = date(2026, 11, 21)
LIMITS = Limits()
BRANCH = Facts(org_kind="branch", branch_kind="ordinary", full=5, members=5, has_secretary=True, committee=1)
LEGAL = {"root": ["party_committee"], "party_committee": ["general_branch", "branch"], "general_branch": ["branch"]}


def found(facts: Facts, today: date = TODAY) -> list[tuple[str, str]]:
    return [(finding.rule_id, finding.severity) for finding in check(facts, LIMITS, today)]


@pytest.mark.parametrize(("full", "expected"), [(2, [("ORG-R01", "breach")]), (3, [])])
def test_branch_needs_three_full_members_article_4(full: int, expected: list[tuple[str, str]]) -> None:
    assert found(replace(BRANCH, full=full)) == expected


@pytest.mark.parametrize("branch_kind", ["joint", "temporary", "functional", "mobile"])
def test_branches_with_members_elsewhere_are_exempt_from_three(branch_kind: str) -> None:
    assert found(replace(BRANCH, branch_kind=branch_kind, full=0)) == []


@pytest.mark.parametrize(("full", "expected"), [(6, []), (7, [("ORG-R02", "breach")])])
def test_seven_full_members_need_a_committee_article_20(full: int, expected: list[tuple[str, str]]) -> None:
    assert found(replace(BRANCH, full=full, members=full)) == expected


def test_probationary_members_do_not_count_for_the_committee() -> None:
    assert found(replace(BRANCH, full=6, members=9)) == []


@pytest.mark.parametrize(
    ("committee", "expected"),
    [
        (2, [("ORG-R03", "warning")]),
        (3, []),
        (5, []),
        (6, [("ORG-R03", "warning")]),
        (7, [("ORG-R03", "warning")]),
        (8, [("ORG-R03", "breach")]),
    ],
)
def test_branch_committee_of_three_to_five_at_most_seven(committee: int, expected: list[tuple[str, str]]) -> None:
    facts = replace(
        BRANCH, full=20, members=20, committee=committee, has_committee_members=True, has_discipline_member=True
    )
    assert found(facts) == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (49, []),
        (50, [("ORG-R05", "warning")]),
        (51, [("ORG-R04", "warning"), ("ORG-R05", "warning")]),
        (99, [("ORG-R04", "warning"), ("ORG-R05", "warning")]),
        (100, [("ORG-R04", "warning"), ("ORG-R05", "warning")]),
    ],
)
def test_branch_at_fifty_and_a_hundred_members(members: int, expected: list[tuple[str, str]]) -> None:
    assert found(replace(BRANCH, members=members)) == expected


def test_at_exactly_fifty_the_superior_decides() -> None:
    [finding] = check(replace(BRANCH, members=50), LIMITS, TODAY)

    assert "由上级党组织决定" in finding.advice


@pytest.mark.parametrize(("members", "expected"), [(99, []), (100, [("ORG-R05", "warning")])])
def test_general_branch_at_a_hundred_members_soe_article_4(members: int, expected: list[tuple[str, str]]) -> None:
    facts = Facts(org_kind="general_branch", members=members, has_secretary=True, has_discipline_member=True)
    assert found(facts) == expected


@pytest.mark.parametrize(("units", "expected"), [(5, []), (6, [("ORG-R06", "warning")])])
def test_joint_branch_covers_at_most_five_units(units: int, expected: list[tuple[str, str]]) -> None:
    assert found(replace(BRANCH, branch_kind="joint", units=units)) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2027, 3, 15), []), (date(2027, 3, 16), [("ORG-R07", "breach")])],
)
def test_expired_term_is_a_breach_from_the_day_after(today: date, expected: list[tuple[str, str]]) -> None:
    facts = replace(BRANCH, term_end=date(2027, 3, 15), reminded=True)
    assert found(facts, today) == expected


def test_approved_extension_of_a_year_holds_until_its_last_day() -> None:
    facts = replace(BRANCH, term_end=date(2027, 3, 15), term_extended_until=date(2028, 3, 15), reminded=True)

    assert found(facts, date(2028, 3, 15)) == []
    assert found(facts, date(2028, 3, 16)) == [("ORG-R07", "breach")]
    assert found(replace(facts, term_extended_until=date(2028, 3, 16)), date(2027, 5, 1)) == [("ORG-R08", "breach")]


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(2026, 11, 20), [("ORG-R09", "warning")]),
        (date(2026, 8, 21), [("ORG-R09", "warning")]),
        (date(2026, 8, 20), [("ORG-R09", "breach")]),
        (None, [("ORG-R09", "warning")]),
    ],
)
def test_vacant_secretary_warns_at_once_and_is_a_breach_after_three_months(
    since: date | None, expected: list[tuple[str, str]]
) -> None:
    assert found(replace(BRANCH, has_secretary=False, secretary_vacant_since=since)) == expected


def test_discipline_member_in_committee_and_general_branch() -> None:
    with_committee = replace(BRANCH, committee=3, has_committee_members=True)

    assert found(with_committee) == [("ORG-R10", "warning")]
    assert found(replace(with_committee, has_discipline_member=True)) == []
    assert found(Facts(org_kind="general_branch", has_secretary=True)) == [("ORG-R10", "warning")]
    assert found(BRANCH) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 9, 14), []), (date(2026, 9, 15), [("ORG-R12", "warning")]), (date(2027, 3, 15), [])],
)
def test_missing_reminder_from_six_months_before_article_21(today: date, expected: list[tuple[str, str]]) -> None:
    assert found(replace(BRANCH, term_end=date(2027, 3, 15)), today) == expected


def test_project_branch_past_its_planned_end() -> None:
    facts = replace(BRANCH, branch_kind="project", planned_end_on=date(2026, 11, 20))

    assert found(facts) == [("ORG-R13", "warning")]
    assert found(replace(facts, planned_end_on=TODAY)) == []


@pytest.mark.parametrize(
    ("confirmed", "expected"), [(date(2025, 11, 21), []), (date(2025, 11, 22), [("ORG-R14", "warning")])]
)
def test_secretary_with_less_than_a_year_of_standing(confirmed: date, expected: list[tuple[str, str]]) -> None:
    assert found(replace(BRANCH, secretary_confirmed_on=confirmed)) == expected


def test_unit_that_should_have_an_organisation() -> None:
    assert check_unit(2, has_organisation=False, minimum=3) is None
    assert check_unit(3, has_organisation=True, minimum=3) is None
    finding = check_unit(3, has_organisation=False, minimum=3)
    assert finding is not None
    assert (finding.rule_id, finding.severity) == ("ORG-R15", Severity.WARNING)


def test_term_of_three_years_ends_on_the_calendar_day() -> None:
    assert term_end(date(2024, 3, 15), 3) == date(2027, 3, 15)
    assert term_end(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert remind_from(date(2027, 3, 15), 6) == date(2026, 9, 15)
    assert latest_extension(date(2027, 3, 15), 12) == date(2028, 3, 15)


@pytest.mark.parametrize(
    ("today", "extended", "expected"),
    [
        (date(2026, 9, 14), None, TermState.RUNNING),
        (date(2026, 9, 15), None, TermState.EXPIRING),
        (date(2027, 3, 15), None, TermState.EXPIRED),
        (date(2027, 4, 1), date(2027, 9, 15), TermState.EXTENDED),
        (date(2027, 9, 16), date(2027, 9, 15), TermState.OVERDUE),
        (date(2028, 3, 15), None, TermState.EXPIRED),
        (date(2028, 3, 16), None, TermState.OVERDUE),
    ],
)
def test_states_of_a_term_that_ends_2027_03_15(today: date, extended: date | None, expected: TermState) -> None:
    state = term_state(date(2027, 3, 15), extended, today, reminder_months=6, extension_months=12)
    assert state == expected


@pytest.mark.parametrize(
    ("kind", "parent", "allowed"),
    [
        ("general_branch", "party_committee", True),
        ("branch", "general_branch", True),
        ("party_committee", "branch", False),
        ("general_branch", "general_branch", False),
        ("branch", None, False),
        ("party_committee", None, True),
    ],
)
def test_legal_children(kind: str, parent: str | None, allowed: bool) -> None:
    assert (kinds.kind_problem(kind, parent, LEGAL) == "") is allowed


def test_an_organisation_cannot_stand_under_itself() -> None:
    assert kinds.is_circular("00000001", "00000001")
    assert kinds.is_circular("00000001", "000000010000")
    assert not kinds.is_circular("00000001", "0000")


@pytest.mark.parametrize(
    ("short_name", "kind", "full_name"),
    [
        ("制造公司党总支", "general_branch", "中国共产党制造公司总支部委员会"),
        ("一车间党支部", "branch", "中国共产党一车间支部委员会"),
        ("临江集团党委", "party_committee", "中国共产党临江集团委员会"),
        ("临江集团", "party_committee", "中国共产党临江集团委员会"),
        ("临江集团工会", "trade_union", "临江集团工会委员会"),
    ],
)
def test_customary_full_names(short_name: str, kind: str, full_name: str) -> None:
    assert naming.full_name_for(short_name, kind) == full_name


@pytest.mark.parametrize(
    ("name", "kind", "short_name"),
    [
        ("中国共产党制造公司总支部委员会", "general_branch", "制造公司党总支"),
        ("中共制造公司支部委员会", "branch", "制造公司党支部"),
        ("制造公司党支部", "general_branch", "制造公司党总支"),
    ],
)
def test_customary_short_names(name: str, kind: str, short_name: str) -> None:
    assert naming.short_name_for(name, kind) == short_name

"""Decisions about people: worked examples of membership.md and data-standards.md, edges first."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.directory.members import rules
from dangjian.directory.members.rules import Dates

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("confirmed", "correction", "expected"),
    [
        (date(2010, 7, 1), 0, 196),
        (date(2010, 7, 1), 6, 190),
        (date(2026, 11, 21), 0, 0),
        (date(2026, 10, 22), 0, 0),
        (date(2026, 10, 21), 0, 1),
        (date(2026, 11, 22), 0, None),
        (None, 0, None),
        (date(2026, 1, 1), 99, 0),
    ],
)
def test_standing_counts_completed_months_from_the_end_of_probation(
    confirmed: date | None, correction: int, expected: int | None
) -> None:
    assert rules.standing_months(confirmed, correction, TODAY) == expected


def test_standing_in_words() -> None:
    assert [rules.standing_text(m) for m in (196, 190, 12, 0, None)] == [
        "16 年 4 个月",
        "15 年 10 个月",
        "1 年",
        "0 个月",
        "",
    ]


@pytest.mark.parametrize(
    ("joined", "codes"),
    [
        (date(2008, 5, 4), []),
        (date(2008, 5, 3), ["directory.member.under_18"]),
        (date(1989, 1, 1), ["directory.member.before_birth"]),
    ],
)
def test_2026_article_5_a_member_is_at_least_18(joined: date, codes: list[str]) -> None:
    found = rules.check_dates(Dates(birth=date(1990, 5, 4), joined=joined), TODAY)
    assert [problem.code for problem in found] == codes


def test_DAT_R05_each_step_is_not_before_the_earlier_one() -> None:
    dates = Dates(
        applied=date(2020, 1, 2), activist=date(2020, 1, 1), joined=date(2022, 1, 1), confirmed=date(2021, 1, 1)
    )
    found = rules.check_dates(dates, TODAY)
    assert [problem.path for problem in found] == ["activist_on", "confirmed_on"]


def test_dates_in_the_future_are_refused() -> None:
    found = rules.check_dates(Dates(birth=date(2026, 11, 22)), TODAY)
    assert [(problem.path, problem.code) for problem in found] == [("birth_date", "directory.member.date_in_future")]


def test_DAT_R04_a_probationary_member_is_not_confirmed() -> None:
    found = rules.check_category("probationary_member", date(2026, 1, 1), date(2026, 2, 1))
    assert [problem.path for problem in found] == ["confirmed_on"]
    assert [p.path for p in rules.check_category("activist", date(2026, 1, 1), None)] == ["joined_on"]


@pytest.mark.parametrize(
    ("number", "birth", "sex", "paths"),
    [
        ("11010519491231002X", date(1949, 12, 31), "female", []),
        ("11010519491231002X", date(1949, 12, 30), "male", ["birth_date", "sex"]),
        ("110105194912310020", None, "", ["id_number"]),
        ("110105194902300020", None, "", ["id_number"]),
    ],
)
def test_DAT_R01_identity_number_birth_date_and_sex_agree(
    number: str, birth: date | None, sex: str, paths: list[str]
) -> None:
    assert [problem.path for problem in rules.check_identity(number, birth, sex)] == paths


@pytest.mark.parametrize(
    ("category", "status", "suspended", "votes"),
    [
        ("full_member", "normal", False, True),
        ("full_member", "normal", True, False),
        ("full_member", "suspended", False, False),
        ("probationary_member", "normal", False, False),
        ("activist", "normal", False, False),
    ],
)
def test_election_rules_article_5_who_votes(category: str, status: str, suspended: bool, votes: bool) -> None:
    assert rules.has_vote(category, status, "active", vote_suspended=suspended) is votes


def test_education_rules_article_24_out_of_contact_for_six_months() -> None:
    assert "满 6 个月，经查找" in rules.contact_warning(True, date(2026, 5, 21), TODAY)
    assert "2026-11-22 满 6 个月" in rules.contact_warning(True, date(2026, 5, 22), TODAY)
    assert rules.contact_warning(False, None, TODAY) == ""

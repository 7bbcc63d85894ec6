"""Rules of posts: edges first, the clause in the name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian.directory.posts import rules
from dangjian.directory.posts.rules import Period

ROLES = {
    "branch_leaders": "branch_secretary",
    "branch_members": "branch_officer",
    "committee_leaders": "none",
    "committee_members": "none",
}


@pytest.mark.parametrize(
    ("post_kind", "org_kind", "exists"),
    [
        ("secretary", "branch", True),
        ("standing_member", "branch", False),
        ("full_time_deputy_secretary", "party_committee", True),
        ("cell_leader", "general_branch", False),
        ("discipline_secretary", "branch", False),
        ("organiser", "party_committee", True),
        ("member", "trade_union", False),
    ],
)
def test_which_posts_there_are(post_kind: str, org_kind: str, exists: bool) -> None:
    assert (rules.post_problem(post_kind, org_kind) == "") is exists


def test_one_secretary_at_a_time_and_a_successor_on_the_day_of_the_end() -> None:
    former = Period("a", "secretary", date(2024, 6, 15), date(2026, 11, 1))

    assert rules.overlap_problem(Period("b", "secretary", date(2026, 11, 1)), [former]) == ""
    assert "只能有一名书记" in rules.overlap_problem(Period("b", "secretary", date(2026, 10, 31)), [former])
    assert (
        rules.overlap_problem(Period("b", "member", date(2025, 1, 1)), [Period("a", "member", date(2024, 1, 1))]) == ""
    )
    assert "已担任同一职务" in rules.overlap_problem(
        Period("a", "member", date(2025, 1, 1)), [Period("a", "member", date(2024, 1, 1))]
    )


@pytest.mark.parametrize(
    ("post_kind", "category", "suspended", "vote_suspended", "possible"),
    [
        ("secretary", "full_member", False, False, True),
        ("secretary", "probationary_member", False, False, False),
        ("secretary", "full_member", True, False, False),
        ("member", "full_member", False, True, False),
        ("organiser", "probationary_member", False, False, True),
        ("organiser", "activist", False, False, False),
    ],
)
def test_who_can_hold_a_post_charter_article_7(
    post_kind: str, category: str, suspended: bool, vote_suspended: bool, possible: bool
) -> None:
    problem = rules.person_problem(post_kind, category, suspended=suspended, vote_suspended=vote_suspended)
    assert (problem == "") is possible


def customary(post_kind: str, org_kind: str = "branch", **given: Any) -> str:
    facts: dict[str, Any] = {
        "committee": 3,
        "deputies": 1,
        "full_members": 10,
        "confirmed_on": date(2020, 1, 1),
        "started_on": date(2026, 11, 1),
        "largest": {"branch": 7, "party_committee": 11},
        "small_below": 7,
        "small_deputies": 1,
        "standing_months": 12,
    }
    return rules.customary_problem(post_kind, org_kind, **{**facts, **given})


@pytest.mark.parametrize(("committee", "fits"), [(7, True), (8, False)])
def test_branch_committee_has_at_most_seven(committee: int, fits: bool) -> None:
    assert (customary("member", committee=committee) == "") is fits


@pytest.mark.parametrize(("full_members", "fits"), [(6, False), (7, True)])
def test_below_seven_full_members_there_is_no_committee_article_20(full_members: int, fits: bool) -> None:
    assert (customary("discipline_member", full_members=full_members) == "") is fits
    assert customary("secretary", full_members=full_members) == ""


@pytest.mark.parametrize(("deputies", "fits"), [(1, True), (2, False)])
def test_below_seven_full_members_one_deputy(deputies: int, fits: bool) -> None:
    assert (customary("deputy_secretary", full_members=5, deputies=deputies) == "") is fits


@pytest.mark.parametrize(("started_on", "fits"), [(date(2026, 11, 1), True), (date(2026, 10, 31), False)])
def test_branch_secretary_with_a_year_of_standing(started_on: date, fits: bool) -> None:
    assert (customary("secretary", confirmed_on=date(2025, 11, 1), started_on=started_on) == "") is fits


def test_roles_that_come_with_posts() -> None:
    assert rules.role_for("secretary", "branch", ROLES) == "branch_secretary"
    assert rules.role_for("publicity_member", "branch", ROLES) == "branch_officer"
    assert rules.role_for("secretary", "party_committee", ROLES) == ""
    assert rules.role_for("secretary", "party_committee", {**ROLES, "committee_leaders": "leader"}) == "leader"
    assert rules.role_for("cell_leader", "branch", ROLES) == ""

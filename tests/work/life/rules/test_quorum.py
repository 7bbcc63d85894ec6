"""Quorum and majority: organisational-life section 3."""

from __future__ import annotations

import pytest

from dangjian.work.life.rules.kinds import MeetingKind, VoteMatter, VoteMethod
from dangjian.work.life.rules.quorum import (
    Ballots,
    Threshold,
    count_problems,
    default_matter,
    has_passed,
    has_vote,
    is_quorate,
    vote_rule,
)
from tests.work.duties.rules.book import VOTES

DECISION = VOTES[VoteMatter.DECISION]
ADMISSION = VOTES[VoteMatter.ADMISSION]
ELECTION = VOTES[VoteMatter.ELECTION]


@pytest.mark.parametrize(("due", "needed"), [(10, 5), (11, 6), (7, 4), (1, 1)])
def test_half_or_more_is_greater_or_equal_half(due: int, needed: int) -> None:
    """半数以上 of 10 is 5 or more (organizations: three words)."""
    assert Threshold(1, 2, is_more_than=False).needed(due) == needed


@pytest.mark.parametrize(("due", "needed"), [(10, 6), (11, 6), (7, 4), (1, 1)])
def test_more_than_half_is_strictly_more(due: int, needed: int) -> None:
    """超过半数 of 10 is 6 or more."""
    assert Threshold(1, 2, is_more_than=True).needed(due) == needed


@pytest.mark.parametrize(
    ("due", "or_more", "more_than"),
    [
        *[(3, 3, 3), (4, 4, 4), (5, 4, 5), (7, 6, 6), (8, 7, 7), (10, 8, 9), (15, 12, 13), (20, 16, 17)],
        *[(23, 19, 19), (30, 24, 25), (50, 40, 41)],
    ],
)
def test_election_quorum_table_of_organizations_6_3(due: int, or_more: int, more_than: int) -> None:
    assert (Threshold(4, 5, False).needed(due), Threshold(4, 5, True).needed(due)) == (or_more, more_than)


@pytest.mark.parametrize("due", range(1, 60))
def test_needed_is_the_smallest_count_that_meets_the_threshold(due: int) -> None:
    for threshold in (Threshold(1, 2, False), Threshold(1, 2, True), Threshold(4, 5, False), Threshold(2, 3, True)):
        needed = threshold.needed(due)
        assert threshold.met(count=needed, base=due)
        assert not threshold.met(count=needed - 1, base=due)


def test_nobody_due_means_no_quorum() -> None:
    assert not is_quorate(DECISION, due_voters=0, present_voters=0)


def test_article_11_half_of_ten_may_decide_but_not_admit() -> None:
    assert is_quorate(DECISION, due_voters=10, present_voters=5)
    assert not is_quorate(ADMISSION, due_voters=10, present_voters=5)
    assert is_quorate(ADMISSION, due_voters=10, present_voters=6)


def test_article_11_majority_counts_those_due_and_not_those_present() -> None:
    """20 due, 12 present, 10 for: not carried; 11 for: carried."""
    assert not has_passed(DECISION, due_voters=20, present_voters=12, vote_for=10)
    assert has_passed(DECISION, due_voters=20, present_voters=12, vote_for=11)


def test_finding_7_nothing_passes_below_quorum() -> None:
    assert not has_passed(DECISION, due_voters=20, present_voters=9, vote_for=9)


def test_organizations_6_4_example_of_twenty_due() -> None:
    """Quorum 16; 18 present; base due asks 11, base present asks 10."""
    present = vote_rule(
        {
            "quorum": {"numerator": 4, "denominator": 5, "operator": ">="},
            "majority": {"numerator": 1, "denominator": 2, "operator": ">"},
            "majority_base": "present",
            "secret": True,
        },
        clause="",
    )
    assert ELECTION.quorum.needed(20) == 16
    assert not has_passed(ELECTION, due_voters=20, present_voters=18, vote_for=10)
    assert has_passed(present, due_voters=20, present_voters=18, vote_for=10)


@pytest.mark.parametrize(
    ("category", "status", "suspended", "expected"),
    [
        ("full_member", "normal", False, True),
        ("probationary_member", "normal", False, False),
        ("full_member", "suspended", False, False),
        ("full_member", "normal", True, False),
        ("activist", "normal", False, False),
    ],
)
def test_finding_9_who_has_the_vote(category: str, status: str, suspended: bool, expected: bool) -> None:
    assert has_vote(person_category=category, membership_status=status, is_rights_suspended=suspended) is expected


def ballots(**changes: int | VoteMethod) -> Ballots:
    values: dict[str, int | VoteMethod] = {
        "method": VoteMethod.SHOW_OF_HANDS,
        "issued": 10,
        "returned": 10,
        "vote_for": 7,
        "vote_against": 2,
        "vote_abstain": 1,
        "invalid": 0,
    }
    return Ballots(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"vote_for": 8}, ["life.vote.sum"]),
        ({"issued": 9}, ["life.vote.more_returned"]),
        ({"issued": 11}, ["life.vote.more_issued"]),
        ({"vote_for": -1}, ["life.vote.negative"]),
        ({"invalid": 1, "vote_for": 6}, ["life.vote.invalid_hands"]),
        ({"invalid": 1, "vote_for": 6, "method": VoteMethod.SECRET_PAPER}, []),
    ],
)
def test_finding_8_votes_add_up(changes: dict[str, int | VoteMethod], codes: list[str]) -> None:
    assert [code for code, _ in count_problems(DECISION, ballots(**changes), present_voters=10)] == codes


def test_articles_19_and_20_admission_is_not_voted_by_show_of_hands() -> None:
    found = count_problems(ADMISSION, ballots(), present_voters=10)
    assert [code for code, _ in found] == ["life.vote.must_be_secret"]
    assert "第十九、二十条" in found[0][1]


def test_meetings_have_a_usual_matter() -> None:
    assert default_matter(MeetingKind.BRANCH_COMMITTEE_MEETING) is VoteMatter.COMMITTEE_DECISION
    assert default_matter(MeetingKind.COMMITTEE_SESSION) is VoteMatter.PARTY_COMMITTEE_DECISION
    assert default_matter(MeetingKind.THEME_PARTY_DAY) is VoteMatter.DECISION


@pytest.mark.parametrize("value", [{}, {"quorum": {"numerator": 1, "denominator": 2, "operator": "="}}])
def test_a_broken_vote_rule_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        vote_rule(value, clause="")

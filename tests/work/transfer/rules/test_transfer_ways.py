"""Legs of each way, and what stands against a transfer."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from dangjian.work.transfer.rules.checks import Declared, MemberFacts, blocks, undeclared, warnings
from dangjian.work.transfer.rules.hops import INSIDE, ROUTES, HopKind, TransferScope, next_hop
from dangjian.work.transfer.rules.states import TransferState, is_senders, may_follow

S = TransferState
MEMBER = MemberFacts(True, True, False, False, False, False, 0)


@pytest.mark.parametrize("scope", list(TransferScope))
def test_trf_1_every_way_is_allowed_by_the_states(scope: TransferScope) -> None:
    states = [state for state, _ in ROUTES[scope]]
    assert states[0] is S.DRAFT
    assert all(may_follow(now, then) for now, then in pairwise(states))
    end = S.ACCEPTED if scope in INSIDE else S.CLOSED
    assert may_follow(states[-1], end)
    assert (scope in INSIDE) == all(is_senders(state) for state in states)


def test_trf_1_inside_one_committee_no_committee_is_asked() -> None:
    assert next_hop(TransferScope.INTERNAL_BRANCH, S.DRAFT) == (S.IN_TRANSIT, HopKind.TO_BRANCH)
    assert next_hop(TransferScope.INTERNAL_BRANCH, S.IN_TRANSIT) is None


def test_trf_1_what_came_back_begins_again_at_the_branch() -> None:
    assert next_hop(TransferScope.INTERNAL_COMMITTEE, S.REJECTED) == (S.BRANCH_CHECKED, HopKind.FROM_COMMITTEE)
    with pytest.raises(ValueError, match="no state on the way"):
        next_hop(TransferScope.INTERNAL_BRANCH, S.EXPIRED)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"is_active": False}, "不在册"),
        ({"is_member": False}, "只有党员"),
        ({"is_suspended": True}, "停止党籍"),
        ({"has_open_transfer": True}, "正在办理的转接"),
    ],
)
def test_trf_1_what_forbids_a_transfer(change: dict[str, bool], word: str) -> None:
    assert blocks(MEMBER) == []
    (text,) = blocks(replace(MEMBER, **change))
    assert word in text


def test_trf_1_a_discipline_case_and_an_unread_file_block() -> None:
    assert undeclared(MEMBER, Declared(no_discipline_case=True, file_checked=True)) == []
    assert "纪律审查" in undeclared(MEMBER, Declared(no_discipline_case=False, file_checked=True))[0]
    assert "入党志愿书" in undeclared(replace(MEMBER, is_probationary=True), Declared(True, False))[0]


def test_trf_1_arrears_probation_and_penalty_warn_and_do_not_block() -> None:
    facts = replace(MEMBER, unpaid_months=3, is_probationary=True, on_probation_within_party=True)
    assert blocks(facts) == []
    assert [word in text for word, text in zip(("3 个月", "留党察看", "预备期"), warnings(facts), strict=True)] == [
        True
    ] * 3
    assert warnings(MEMBER) == []

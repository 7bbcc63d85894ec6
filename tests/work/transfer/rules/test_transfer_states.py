"""States of a transfer: what may follow, and who is responsible."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dangjian.work.transfer.rules.states import (
    FOLLOWING,
    RefusalReason,
    TransferState,
    is_senders,
    may_follow,
)

S = TransferState


def test_every_state_has_its_followers() -> None:
    assert set(FOLLOWING) == set(TransferState)


def test_the_way_through() -> None:
    way = [S.DRAFT, S.IN_TRANSIT, S.ACCEPTED, S.CLOSED]
    assert all(may_follow(now, then) for now, then in pairwise(way))


@pytest.mark.parametrize("end", [S.CLOSED, S.WITHDRAWN])
def test_ends_are_ends(end: TransferState) -> None:
    assert not FOLLOWING[end]


@pytest.mark.parametrize("then", [S.WITHDRAWN, S.REJECTED, S.EXPIRED, S.IN_TRANSIT])
def test_what_was_accepted_is_not_taken_back(then: TransferState) -> None:
    assert not may_follow(S.ACCEPTED, then)


def test_nothing_is_accepted_that_was_not_sent() -> None:
    assert [state for state in S if may_follow(state, S.ACCEPTED)] == [S.IN_TRANSIT, S.COMMITTEE_ACCEPTED]


def test_the_sender_is_responsible_until_acceptance() -> None:
    assert {state for state in S if not is_senders(state)} == {S.ACCEPTED, S.CLOSED}


def test_responsibility_never_comes_back() -> None:
    for now, following in FOLLOWING.items():
        if not is_senders(now):
            assert not any(is_senders(then) for then in following)


def test_every_reason_has_words() -> None:
    labels = [reason.label for reason in RefusalReason]
    assert all(labels)
    assert len(set(labels)) == len(labels)

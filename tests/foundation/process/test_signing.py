"""Whose word decides: tables of every way of signing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from dangjian.foundation.process.definitions.document import Signing
from dangjian.foundation.process.enums import PartState
from dangjian.foundation.process.rules.signing import next_turn, tally
from dangjian.foundation.process.rules.states import PartNow

_STATES = {
    "a": PartState.AGREED,
    "r": PartState.REFUSED,
    "x": PartState.ABSENT,
    "?": PartState.ASKED,
    "w": PartState.WAITING,
    "h": PartState.HANDED_ON,
    "c": PartState.CLOSED,
}


def parts(marks: str) -> list[PartNow]:
    """One person for each mark."""
    return [
        PartNow(UUID(int=number), UUID(int=0), UUID(int=100 + number), f"人{number}", number, _STATES[mark])
        for number, mark in enumerate(marks, 1)
    ]


@pytest.mark.parametrize(
    ("mode", "marks", "result"),
    [
        *(
            ("one", "?", "open"),
            ("one", "a?", "agreed"),
            ("one", "r?", "refused"),
            ("one", "x?", "open"),
            ("one", "", "open"),
        ),
        *(("any", "r?", "open"), ("any", "ra", "agreed"), ("any", "rr", "refused"), ("any", "rx", "refused")),
        *(("any", "xx", "open"), ("any", "x?", "open")),
        *(("all", "aa", "agreed"), ("all", "a?", "open"), ("all", "ar?", "refused"), ("all", "ax", "open")),
        *(("all", "aha", "agreed"), ("all", "ha", "agreed"), ("all", "h", "open")),
        *(("in_order", "aw", "open"), ("in_order", "aa", "agreed"), ("in_order", "ar", "refused")),
        *((50, "aa??", "agreed"), (50, "ar??", "open"), (50, "arr?", "open"), (50, "arrr", "refused")),
        *(
            (50, "aaxx", "agreed"),
            (50, "axxr", "refused"),
            (51, "aarr", "refused"),
            (67, "aa?", "open"),
            (66, "aar", "agreed"),
        ),
        *((67, "aar", "refused"), (100, "aaa", "agreed"), (100, "aax", "refused"), (1, "rrra", "agreed")),
    ],
)
def test_results(mode: str | int, marks: str, result: str) -> None:
    given: dict[str, Any] = {"mode": mode} if isinstance(mode, str) else {"mode": "percentage", "percentage": mode}

    assert tally(Signing(**given), parts(marks)).result == result


def test_a_percentage_is_of_those_asked_and_absent_people_are_asked() -> None:
    stand = tally(Signing(mode="percentage", percentage=50), parts("aax?h"))

    assert (stand.asked, stand.agreed, stand.absent, stand.waiting, stand.needed) == (4, 2, 1, 1, 2)


def test_nobody_counts_twice() -> None:
    twice = [PartNow(UUID(int=n), UUID(int=0), UUID(int=7), "甲", n, PartState.AGREED) for n in (1, 2)]

    assert tally(Signing(mode="all"), twice).agreed == 1


def test_when_only_absent_people_are_left_it_is_stuck() -> None:
    assert tally(Signing(mode="all"), parts("ax")).is_stuck
    assert not tally(Signing(mode="all"), parts("a?")).is_stuck


def test_in_order_the_next_is_asked_when_nobody_is() -> None:
    order = Signing(mode="in_order")
    following = next_turn(order, parts("aww"))

    assert following is not None
    assert following.position == 2
    assert next_turn(order, parts("?w")) is None
    assert next_turn(Signing(mode="all"), parts("aw")) is None

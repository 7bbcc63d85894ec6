"""Attendance: organisational-life sections 1, 2 and 10 (finding 6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dangjian.work.life.rules.attendance import Mark, PersonFacts, Tally, is_due, tally
from dangjian.work.life.rules.kinds import AttendanceRole, AttendanceState, MeetingKind

DUE, GUEST = AttendanceRole.DUE, AttendanceRole.NON_VOTING


def marks(**counts: int) -> list[Mark]:
    return [Mark(DUE, AttendanceState(state), has_vote=True) for state, n in counts.items() for _ in range(n)]


def test_figures_of_a_list() -> None:
    lines = [
        *marks(present=6, remote=1, leave=2, absent=1, exempt=1, due=1),
        Mark(DUE, AttendanceState.PRESENT, has_vote=False),
        Mark(GUEST, AttendanceState.PRESENT),
        Mark(GUEST, AttendanceState.DUE),
    ]
    assert tally(lines) == Tally(
        due=13, present=8, remote=1, leave=2, absent=1, exempt=1, open=1, non_voting=1, due_voters=12, present_voters=7
    )


def test_finding_6_due_is_present_plus_absent_plus_leave_plus_exempt() -> None:
    assert tally(marks(present=8, leave=1, absent=1, exempt=2)).adds_up
    assert not tally(marks(present=8, leave=1, absent=1, exempt=2, due=1)).adds_up


@pytest.mark.parametrize(
    ("counts", "rate"),
    [
        ({"present": 8, "absent": 2}, "80.0"),
        ({"present": 8, "leave": 1, "exempt": 1}, "100.0"),
        ({"present": 1, "absent": 2}, "33.3"),
        ({"present": 2, "remote": 1, "absent": 5}, "37.5"),
        ({"exempt": 3}, None),
        ({}, None),
    ],
)
def test_article_23_rate_is_present_by_due_without_exempt(counts: dict[str, int], rate: str | None) -> None:
    assert tally(marks(**counts)).rate == (None if rate is None else Decimal(rate))


@pytest.mark.parametrize(
    ("kind", "person", "expected"),
    [
        (MeetingKind.BRANCH_GENERAL_MEETING, PersonFacts("full_member", "normal"), True),
        (MeetingKind.BRANCH_GENERAL_MEETING, PersonFacts("probationary_member", "normal"), True),
        (MeetingKind.BRANCH_GENERAL_MEETING, PersonFacts("full_member", "suspended"), False),
        (MeetingKind.PARTY_LECTURE, PersonFacts("activist", "normal"), False),
        (MeetingKind.BRANCH_COMMITTEE_MEETING, PersonFacts("full_member", "normal"), False),
        (MeetingKind.BRANCH_COMMITTEE_MEETING, PersonFacts("full_member", "normal", True), True),
        (MeetingKind.CELL_MEETING, PersonFacts("full_member", "normal", cell_key="a"), True),
        (MeetingKind.CELL_MEETING, PersonFacts("full_member", "normal", cell_key="b"), False),
    ],
)
def test_section_1_who_is_due(kind: MeetingKind, person: PersonFacts, expected: bool) -> None:
    assert is_due(kind, person, cell_key="a") is expected

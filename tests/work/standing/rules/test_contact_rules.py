"""Worked examples of members out of contact: earliest dates, what may be decided, what never happens by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from dangjian.work.standing.rules import contact
from dangjian.work.standing.rules.contact import Case, CaseCause, CaseState, ContactBook, DecisionKind
from dangjian.work.standing.rules.stays import Months

BOOK = ContactBook(
    suspend=Months(6, "条例第二十四条"),
    suspend_abroad=Months(60, "条例第二十四条"),
    strike_off=Months(24, "条例第二十四条"),
    correct_until=Months(24, "办法"),
    correct_most=Months(12, "办法"),
)
LOST = Case(CaseCause.OUT_OF_CONTACT, CaseState.SEARCHING, since=date(2026, 2, 28), attempts=1)
TO_DECIDE = replace(LOST, state=CaseState.TO_DECIDE)
SUSPENDED = replace(LOST, state=CaseState.SUSPENDED, suspended_on=date(2026, 9, 1))
LATER = date(2030, 1, 1)


@pytest.mark.parametrize(
    ("since", "earliest"),
    [
        (date(2026, 2, 28), date(2026, 8, 28)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 29), date(2028, 2, 29)),
    ],
)
def test_mem_5_six_months_without_contact(since: date, earliest: date) -> None:
    case = replace(LOST, since=since)
    assert contact.suspend_from(BOOK, case) == earliest
    assert contact.due_state(BOOK, case, earliest) is CaseState.TO_DECIDE
    assert contact.due_state(BOOK, case, date.fromordinal(earliest.toordinal() - 1)) is None
    (step,) = contact.milestones(BOOK, case)
    assert (step.title, step.earliest, step.clause) == ("停止党籍", earliest, "条例第二十四条")
    assert str(earliest) in step.text


def test_mem_5_two_years_after_the_suspension_never_after_the_loss() -> None:
    assert contact.strike_off_from(BOOK, LOST) is None
    assert contact.strike_off_from(BOOK, SUSPENDED) == date(2028, 9, 1)
    assert contact.due_state(BOOK, SUSPENDED, date(2028, 8, 31)) is None
    assert contact.due_state(BOOK, SUSPENDED, date(2028, 9, 1)) is CaseState.STRIKE_DUE
    due = replace(SUSPENDED, state=CaseState.STRIKE_DUE)
    early = contact.against(BOOK, due, DecisionKind.STRIKE_OFF, date(2028, 8, 31), LATER)
    assert "2028-09-01" in early
    assert "条例第二十四条" in early
    assert contact.against(BOOK, due, DecisionKind.STRIKE_OFF, date(2028, 9, 1), LATER) == ""


def test_mem_5_a_suspension_needs_its_months_and_a_search() -> None:
    early = contact.against(BOOK, TO_DECIDE, DecisionKind.SUSPEND, date(2026, 8, 27), LATER)
    assert "2026-08-28" in early
    assert contact.against(BOOK, TO_DECIDE, DecisionKind.SUSPEND, date(2026, 8, 28), LATER) == ""
    unsearched = replace(TO_DECIDE, attempts=0)
    assert "查找记录" in contact.against(BOOK, unsearched, DecisionKind.SUSPEND, date(2026, 9, 1), LATER)
    assert "今天" in contact.against(BOOK, TO_DECIDE, DecisionKind.SUSPEND, date(2026, 9, 2), date(2026, 9, 1))


def test_mem_5_abroad_five_years_and_no_striking_off() -> None:
    case = replace(LOST, cause=CaseCause.ABROAD, since=date(2020, 2, 29), attempts=0)
    assert contact.suspend_from(BOOK, case) == date(2025, 2, 28)
    to_decide = replace(case, state=CaseState.TO_DECIDE)
    assert contact.against(BOOK, to_decide, DecisionKind.SUSPEND, date(2025, 3, 1), LATER) == ""
    gone = replace(case, state=CaseState.SUSPENDED, suspended_on=date(2025, 3, 1))
    assert contact.due_state(BOOK, gone, LATER) is None


@pytest.mark.parametrize(
    ("found", "may"),
    [
        (date(2026, 8, 27), False),
        (date(2026, 8, 28), True),
        (date(2028, 2, 28), True),
        (date(2028, 2, 29), False),
    ],
)
def test_mem_5_found_again_between_six_months_and_two_years(found: date, may: bool) -> None:
    case = replace(LOST, state=CaseState.FOUND, found_on=found)
    assert contact.may_correct(BOOK, case) is may
    assert (contact.against(BOOK, case, DecisionKind.CORRECT, found, LATER) == "") is may
    assert [step.title for step in contact.milestones(BOOK, case)] == (["限期改正"] if may else [])


def test_mem_5_a_search_that_goes_on_is_left_alone_until_its_day() -> None:
    case = replace(LOST, review_on=date(2027, 1, 1))
    assert contact.due_state(BOOK, case, date(2026, 12, 31)) is None
    assert contact.due_state(BOOK, case, date(2027, 1, 1)) is CaseState.TO_DECIDE


def test_mem_5_the_clock_alone_never_ends_or_suspends_anything() -> None:
    deciding = {CaseState.TO_DECIDE, CaseState.STRIKE_DUE}
    for state, cause in product(CaseState, CaseCause):
        case = replace(SUSPENDED, state=state, cause=cause)
        assert contact.due_state(BOOK, case, LATER) in {None, *deciding}


def test_mem_5_states_and_decisions_agree() -> None:
    for state, kinds in contact.DECISIONS.items():
        assert set(kinds.values()) <= contact.FOLLOWING[state]
    for state in CaseState:
        for is_suspended in (True, False):
            then = contact.by_register(state, is_suspended=is_suspended)
            assert then is state or then in contact.FOLLOWING[state]
        assert state in contact.ENDED or CaseState.LEFT in contact.FOLLOWING[state]

"""The duty calendar: organisational-life section 2, edges first."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.work.duties.rules.calendar import (
    Credit,
    DutyState,
    OrgFacts,
    Plan,
    Subject,
    duties_of,
    duty_rule,
    judge,
    period_for,
    periods_in,
    worst,
)
from dangjian.work.duties.rules.kinds import BRANCH_DUTIES, DutyKind, DutyStatus
from dangjian.work.duties.rules.periods import parse_period
from tests.work.duties.rules.book import DUTIES

BRANCH = OrgFacts(org_kind="branch", branch_kind="ordinary", established_on=date(2019, 5, 10), has_committee=True)
GENERAL = DutyKind.BRANCH_GENERAL_MEETING
COMMITTEE = DutyKind.BRANCH_COMMITTEE_MEETING
THEME = DutyKind.THEME_PARTY_DAY
LECTURE = DutyKind.PARTY_LECTURE
LIFE = DutyKind.ORGANISATIONAL_LIFE_MEETING
TALK = DutyKind.HEART_TO_HEART_TALK


def state(
    duty: DutyKind,
    key: str,
    today: date,
    *earned: Credit,
    facts: OrgFacts = BRANCH,
    plans: tuple[Plan, ...] = (),
    exemption: str | None = None,
) -> DutyState:
    return judge(DUTIES[duty], parse_period(key), facts, earned=earned, plans=plans, today=today, exemption=exemption)


def test_every_duty_has_a_rule_in_the_book() -> None:
    assert set(DUTIES) == set(DutyKind)


# --- general meeting: calendar quarter (支部工作条例 第十一条) -----------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 6, 30), DutyStatus.UPCOMING),
        (date(2026, 7, 1), DutyStatus.DUE),
        (date(2026, 9, 15), DutyStatus.DUE),
        (date(2026, 9, 16), DutyStatus.LATE),
        (date(2026, 9, 30), DutyStatus.LATE),
        (date(2026, 10, 1), DutyStatus.MISSING),
    ],
)
def test_article_11_general_meeting_is_late_when_not_planned_by_day_minus_15(today: date, expected: DutyStatus) -> None:
    assert state(GENERAL, "2026Q3", today).status is expected


def test_article_11_general_meeting_planned_in_time_is_due_until_the_quarter_is_over() -> None:
    plan = Plan(GENERAL, "2026Q3", date(2026, 9, 28))
    assert state(GENERAL, "2026Q3", date(2026, 9, 20), plans=(plan,)).status is DutyStatus.DUE
    assert state(GENERAL, "2026Q3", date(2026, 10, 1), plans=(plan,)).status is DutyStatus.MISSING


def test_a_plan_whose_day_has_passed_without_being_held_is_no_plan() -> None:
    plan = Plan(GENERAL, "2026Q3", date(2026, 9, 17))
    assert state(GENERAL, "2026Q3", date(2026, 9, 18), plans=(plan,)).status is DutyStatus.LATE


def test_a_meeting_held_but_not_archived_is_not_late_and_says_what_is_left_to_do() -> None:
    held = Plan(GENERAL, "2026Q3", date(2026, 9, 17), is_held=True)
    result = state(GENERAL, "2026Q3", date(2026, 9, 18), plans=(held,))
    assert result.status is DutyStatus.DUE
    assert "归档后计为完成" in result.text


def test_article_11_general_meeting_counts_in_the_quarter_of_its_day_even_if_archived_later() -> None:
    credit = Credit(GENERAL, "2026Q3", date(2026, 9, 30))
    done = state(GENERAL, "2026Q3", date(2026, 10, 20), credit)
    other = state(GENERAL, "2026Q4", date(2026, 10, 20), credit)
    assert (done.status, other.status) == (DutyStatus.DONE, DutyStatus.DUE)


def test_a_general_meeting_that_could_not_decide_is_not_counted_and_says_why() -> None:
    credit = Credit(GENERAL, "2026Q3", date(2026, 9, 10), satisfies=False, reason="到会有表决权人数不足，不能表决")
    result = state(GENERAL, "2026Q3", date(2026, 10, 1), credit)
    assert result.status is DutyStatus.MISSING
    assert "到会有表决权人数不足" in result.text


def test_the_explanation_names_period_duty_and_clause() -> None:
    result = state(GENERAL, "2026Q3", date(2026, 7, 1))
    assert result.text.startswith("2026年第3季度支部党员大会：")
    assert "请在2026-09-15前安排" in result.text
    assert result.text.endswith("（《中国共产党支部工作条例（试行）》第十一条）")


def test_bey_7_a_period_is_judged_by_the_rule_handed_in() -> None:
    value = {"period": "quarter", "times": 2, "late_days_before_end": 15}
    local = duty_rule(GENERAL, value, clause="本单位规定", explanation="")
    credit = Credit(GENERAL, "2026Q3", date(2026, 8, 1))
    once = judge(local, parse_period("2026Q3"), BRANCH, earned=[credit], plans=[], today=date(2026, 10, 1))
    assert (once.status, once.required, once.done) == (DutyStatus.MISSING, 2, 1)


# --- monthly duties (支部工作条例 第十二、十三条；教育管理条例 第十六条) --------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 2, 24), DutyStatus.DUE),
        (date(2026, 2, 25), DutyStatus.LATE),
        (date(2026, 2, 28), DutyStatus.LATE),
        (date(2026, 3, 1), DutyStatus.MISSING),
    ],
)
def test_article_16_theme_day_is_late_on_day_25_without_plan(today: date, expected: DutyStatus) -> None:
    assert state(THEME, "2026-02", today).status is expected


def test_article_12_branch_without_committee_owes_no_committee_meeting() -> None:
    small = OrgFacts(org_kind="branch", branch_kind="ordinary", has_committee=False)
    result = state(COMMITTEE, "2026-11", date(2026, 12, 1), facts=small)
    assert result.status is DutyStatus.NOT_OWED
    assert "未设支部委员会" in result.text


def test_article_13_branch_without_cells_owes_no_cell_meeting() -> None:
    assert state(DutyKind.CELL_MEETING, "2026-11", date(2026, 12, 1)).status is DutyStatus.NOT_OWED


def test_article_13_each_cell_owes_its_own_meeting() -> None:
    cells = (Subject("a", "第一党小组"), Subject("b", "第二党小组"))
    facts = OrgFacts(org_kind="branch", cells=cells)
    twice_the_same = [Credit(DutyKind.CELL_MEETING, "2026-11", date(2026, 11, d), "a") for d in (3, 10)]
    half = state(DutyKind.CELL_MEETING, "2026-11", date(2026, 11, 20), *twice_the_same, facts=facts)
    other = Credit(DutyKind.CELL_MEETING, "2026-11", date(2026, 11, 12), "b")
    full = state(DutyKind.CELL_MEETING, "2026-11", date(2026, 11, 20), *twice_the_same, other, facts=facts)
    assert (half.status, half.done, half.required, half.open_subjects) == (DutyStatus.DUE, 1, 2, (cells[1],))
    assert (full.status, full.done, full.open_subjects) == (DutyStatus.DONE, 2, ())


def test_article_13_a_cell_owes_only_while_it_exists() -> None:
    late = Subject("a", "第一党小组", since=date(2026, 11, 2))
    gone = Subject("b", "第二党小组", until=date(2026, 11, 30))
    facts = OrgFacts(org_kind="branch", cells=(late, gone))
    found = {
        key: state(DutyKind.CELL_MEETING, key, date(2027, 1, 1), facts=facts)
        for key in ("2026-10", "2026-11", "2026-12")
    }
    assert {key: (s.status, s.open_subjects) for key, s in found.items()} == {
        "2026-10": (DutyStatus.MISSING, (gone,)),
        "2026-11": (DutyStatus.NOT_OWED, ()),
        "2026-12": (DutyStatus.MISSING, (late,)),
    }


# --- yearly duties ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 31), DutyStatus.DUE),
        (date(2026, 11, 1), DutyStatus.LATE),
        (date(2026, 12, 31), DutyStatus.LATE),
        (date(2027, 1, 1), DutyStatus.MISSING),
    ],
)
def test_article_16_leader_lecture_is_late_on_1_november(today: date, expected: DutyStatus) -> None:
    facts = OrgFacts(org_kind="party_committee", leaders=(Subject("p1", "张书记"),))
    assert state(DutyKind.LEADER_LECTURE, "2026", today, facts=facts).status is expected


def test_article_16_each_leader_owes_a_lecture() -> None:
    leaders = (Subject("p1", "甲"), Subject("p2", "乙"))
    facts = OrgFacts(org_kind="party_committee", leaders=leaders)
    credit = Credit(DutyKind.LEADER_LECTURE, "2026", date(2026, 3, 1), "p1")
    result = state(DutyKind.LEADER_LECTURE, "2026", date(2027, 1, 1), credit, facts=facts)
    assert (result.status, result.open_subjects) == (DutyStatus.MISSING, (leaders[1],))


def test_article_19_talks_need_every_member_and_every_committee_pair() -> None:
    facts = OrgFacts(
        org_kind="branch",
        members=(Subject("m:1", "甲"), Subject("m:2", "乙")),
        committee_pairs=(Subject("c:1:2", "甲—乙"),),
    )
    members = [Credit(TALK, "2026", date(2026, 5, 1), key) for key in ("m:1", "m:2")]
    without_pair = state(TALK, "2026", date(2026, 6, 1), *members, facts=facts)
    complete = state(
        TALK, "2026", date(2026, 6, 1), *members, Credit(TALK, "2026", date(2026, 5, 2), "c:1:2"), facts=facts
    )
    assert (without_pair.status, without_pair.done, without_pair.required) == (DutyStatus.DUE, 2, 3)
    assert complete.status is DutyStatus.DONE


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 31), DutyStatus.DUE),
        (date(2027, 3, 31), DutyStatus.DUE),
        (date(2027, 4, 1), DutyStatus.LATE),
        (date(2027, 4, 30), DutyStatus.LATE),
        (date(2027, 5, 1), DutyStatus.MISSING),
    ],
)
def test_article_17_life_meeting_follows_the_deadline_of_the_notice(today: date, expected: DutyStatus) -> None:
    assert state(LIFE, "2026E", today).status is expected


def test_article_17_a_plan_does_not_keep_the_deadline_of_the_notice() -> None:
    plan = Plan(LIFE, "2026E", date(2027, 4, 10))
    assert state(LIFE, "2026E", date(2027, 4, 2), plans=(plan,)).status is DutyStatus.LATE


def test_article_17_year_of_evaluation_is_a_field_and_not_the_year_of_the_day() -> None:
    held_in_february = Credit(LIFE, "2026E", date(2027, 2, 3))
    assert state(LIFE, "2026E", date(2027, 2, 10), held_in_february).status is DutyStatus.DONE
    assert state(LIFE, "2027E", date(2027, 2, 10), held_in_february).status is DutyStatus.DUE


def test_a_board_shows_last_years_evaluation_while_its_notice_runs() -> None:
    rule = DUTIES[LIFE]
    assert [period_for(rule, d).key for d in (date(2027, 4, 30), date(2027, 5, 1))] == ["2026E", "2027E"]


# --- new, temporary and dissolved branches ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("approved", "key", "owed"),
    [
        (date(2026, 3, 1), "2026-03", False),
        (date(2026, 3, 31), "2026-04", True),
        (date(2026, 2, 28), "2026-03", True),
    ],
)
def test_section_2_new_branch_owes_from_the_month_after_approval(approved: date, key: str, owed: bool) -> None:
    facts = OrgFacts(org_kind="branch", established_on=approved)
    result = state(THEME, key, date(2027, 1, 1), facts=facts)
    assert result.status is (DutyStatus.MISSING if owed else DutyStatus.NOT_OWED)


@pytest.mark.parametrize(
    ("approved", "owed"),
    [(date(2025, 12, 31), True), (date(2026, 1, 31), True), (date(2026, 2, 1), False), (date(2026, 3, 31), False)],
)
def test_section_2_new_branch_owes_quarterly_duties_pro_rata(approved: date, owed: bool) -> None:
    """Approved in January: two of three months, 2/3 rounds to one meeting; approved in February: 1/3, none."""
    facts = OrgFacts(org_kind="branch", established_on=approved)
    result = state(GENERAL, "2026Q1", date(2026, 12, 31), facts=facts)
    assert result.status is (DutyStatus.MISSING if owed else DutyStatus.NOT_OWED)


def test_section_2_pro_rata_share_of_a_higher_local_frequency() -> None:
    value = {"period": "quarter", "times": 3, "late_days_before_end": 15}
    rule = duty_rule(GENERAL, value, clause="本单位规定", explanation="")
    facts = OrgFacts(org_kind="branch", established_on=date(2026, 1, 20))
    result = judge(rule, parse_period("2026Q1"), facts, earned=[], plans=[], today=date(2026, 2, 2))
    assert result.required == 2


def test_a_new_branch_that_did_it_anyway_is_shown_as_done() -> None:
    facts = OrgFacts(org_kind="branch", established_on=date(2026, 3, 2))
    credit = Credit(THEME, "2026-03", date(2026, 3, 20))
    assert state(THEME, "2026-03", date(2026, 4, 1), credit, facts=facts).status is DutyStatus.DONE


@pytest.mark.parametrize(
    ("dissolved", "key", "owed"),
    [
        (date(2026, 6, 30), "2026-06", False),
        (date(2026, 7, 1), "2026-06", True),
        (date(2026, 6, 1), "2026-05", True),
        (date(2026, 6, 1), "2026-07", False),
    ],
)
def test_branch_dissolved_in_a_period_owes_whole_months_before_only(dissolved: date, key: str, owed: bool) -> None:
    facts = OrgFacts(org_kind="branch", dissolved_on=dissolved)
    result = state(THEME, key, date(2026, 12, 1), facts=facts)
    assert result.status is (DutyStatus.MISSING if owed else DutyStatus.NOT_OWED)


def test_article_8_temporary_branch_owes_study_and_education_only() -> None:
    facts = OrgFacts(
        org_kind="branch",
        branch_kind="temporary",
        has_committee=True,
        cells=(Subject("a", "第一党小组"),),
        members=(Subject("m:1", "甲"),),
    )
    keys = {"month": "2026-05", "quarter": "2026Q2", "year": "2026", "evaluation_year": "2026E"}
    owed = {
        duty
        for duty in BRANCH_DUTIES
        if state(duty, keys[DUTIES[duty].period], date(2026, 5, 10), facts=facts).status is not DutyStatus.NOT_OWED
    }
    assert owed == {LECTURE, THEME, DutyKind.CELL_MEETING}


def test_an_exemption_by_the_superior_is_told_with_its_reason() -> None:
    result = state(THEME, "2026-02", date(2026, 3, 1), exemption="春节停工")
    assert (result.status, result.required) == (DutyStatus.NOT_OWED, 0)
    assert "春节停工" in result.text


def test_kinds_of_organisation_owe_their_own_duties() -> None:
    assert duties_of("branch") == BRANCH_DUTIES
    assert DutyKind.DEMOCRATIC_LIFE_MEETING in duties_of("party_committee")
    assert duties_of("general_branch") == ()
    assert duties_of("trade_union") == ()


# --- boards ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "shown", "keys"),
    [
        (THEME, "2026-11", ["2026-11"]),
        (GENERAL, "2026-11", ["2026Q4"]),
        (THEME, "2026Q1", ["2026-01", "2026-02", "2026-03"]),
        (GENERAL, "2026", ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]),
        (LIFE, "2026", ["2026E"]),
        (LIFE, "2027-02", ["2026E"]),
        (LIFE, "2027-11", ["2027E"]),
        (TALK, "2026-11", ["2026"]),
    ],
)
def test_a_board_judges_the_periods_it_touches(duty: DutyKind, shown: str, keys: list[str]) -> None:
    assert [p.key for p in periods_in(DUTIES[duty], parse_period(shown))] == keys


def test_a_cell_of_the_board_shows_what_needs_action_most() -> None:
    done = state(THEME, "2026-01", date(2026, 3, 1), Credit(THEME, "2026-01", date(2026, 1, 9)))
    missing = state(THEME, "2026-02", date(2026, 3, 1))
    assert worst([done, missing]) is DutyStatus.MISSING
    assert worst([]) is DutyStatus.NOT_OWED


@pytest.mark.parametrize(
    "value",
    [{}, {"period": "quarter"}, {"period": "week", "times": 1}, {"period": "year", "times": 1, "late_on": "13-01"}],
)
def test_a_broken_rule_value_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        duty_rule(GENERAL, value, clause="", explanation="")

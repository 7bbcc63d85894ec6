"""Credits of an archived meeting: organisational-life section 2, after the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dangjian.work.duties.rules.calendar import Credit
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.rules.credit import MeetingFacts, PartFacts, credits_of
from dangjian.work.life.rules.kinds import MeetingKind
from tests.work.duties.rules.book import DUTIES

DAY = date(2026, 11, 18)
THEME = PartFacts("1", None, "重温入党誓词", "全体党员重温入党誓词，书记领誓。")
LECTURE = PartFacts(
    "2", DutyKind.PARTY_LECTURE, "学习全会精神", "李明同志围绕全会精神授课。", lecturer="李明", has_lecture_text=True
)
GENERAL = PartFacts(
    "3", DutyKind.BRANCH_GENERAL_MEETING, "审议工作报告", "大会审议并表决通过工作报告。", had_to_vote=True
)


def held(*parts: PartFacts, kind: MeetingKind = MeetingKind.THEME_PARTY_DAY, **more: int | str) -> list[Credit]:
    meeting = MeetingFacts(kind=kind, on=DAY, parts=parts, **more)  # type: ignore[arg-type]
    return [found.credit for found in credits_of(meeting, DUTIES)]


def counted(*parts: PartFacts) -> dict[DutyKind, bool]:
    return {credit.duty: credit.satisfies for credit in held(*parts)}


def test_section_2_theme_day_with_lecture_and_general_meeting_counts_for_three() -> None:
    assert held(THEME, LECTURE, GENERAL) == [
        Credit(DutyKind.THEME_PARTY_DAY, "2026-11", DAY),
        Credit(DutyKind.BRANCH_GENERAL_MEETING, "2026Q4", DAY),
        Credit(DutyKind.PARTY_LECTURE, "2026Q4", DAY),
    ]


def test_section_2_without_an_agenda_item_of_its_own_nothing_counts() -> None:
    assert counted(THEME) == {DutyKind.THEME_PARTY_DAY: True}


def test_section_2_a_part_without_minutes_of_its_own_does_not_count() -> None:
    silent = replace(LECTURE, minutes="  ")
    assert counted(THEME, silent) == {DutyKind.THEME_PARTY_DAY: True, DutyKind.PARTY_LECTURE: False}


def test_finding_2_the_same_minutes_twice_count_once() -> None:
    copied = replace(GENERAL, minutes="全体党员，重温入党誓词；书记领誓")
    assert counted(THEME, copied) == {DutyKind.THEME_PARTY_DAY: True, DutyKind.BRANCH_GENERAL_MEETING: False}


def test_section_2_a_meeting_below_quorum_that_had_to_vote_does_not_count() -> None:
    [theme, general] = held(THEME, replace(GENERAL, is_quorate=False))
    assert theme.satisfies
    assert (general.satisfies, general.reason) == (False, "到会有表决权人数不足，不能表决")


def test_section_2_a_meeting_below_quorum_without_vote_counts() -> None:
    quiet = replace(GENERAL, had_to_vote=False, is_quorate=False)
    assert counted(THEME, quiet)[DutyKind.BRANCH_GENERAL_MEETING]


def test_finding_10_a_lecture_needs_lecturer_topic_and_text() -> None:
    for lacking in (
        replace(LECTURE, lecturer=""),
        replace(LECTURE, title=""),
        replace(LECTURE, has_lecture_text=False),
    ):
        assert counted(THEME, lacking)[DutyKind.PARTY_LECTURE] is False


def test_article_13_a_cell_meeting_counts_for_its_cell() -> None:
    part = PartFacts("1", None, "学习", "学习了有关文件。")
    [credit] = held(part, kind=MeetingKind.CELL_MEETING, cell_key="cell-a")
    assert (credit.duty, credit.subject) == (DutyKind.CELL_MEETING, "cell-a")


def test_article_17_life_meeting_counts_for_the_year_of_evaluation_and_needs_a_list_of_problems() -> None:
    part = PartFacts("1", None, "批评与自我批评", "逐人发言。")
    [bare] = held(part, kind=MeetingKind.ORGANISATIONAL_LIFE_MEETING, evaluation_year=2025)
    [full] = held(part, kind=MeetingKind.ORGANISATIONAL_LIFE_MEETING, evaluation_year=2025, rectifications=1)
    assert (bare.period_key, bare.satisfies, bare.reason) == ("2025E", False, "缺少问题整改清单")
    assert full.satisfies


def test_section_3_democratic_life_meeting_needs_two_thirds_of_those_due() -> None:
    part = PartFacts("1", None, "批评与自我批评", "逐人发言。")
    kind = MeetingKind.DEMOCRATIC_LIFE_MEETING
    [six] = held(part, kind=kind, due=9, present=6, rectifications=1)
    [five] = held(part, kind=kind, due=9, present=5, rectifications=1)
    assert (six.satisfies, five.satisfies) == (True, False)


def test_a_committee_session_counts_only_for_what_its_items_name() -> None:
    item = PartFacts("1", DutyKind.STRICT_GOVERNANCE_SESSION, "专题研究", "研究了全面从严治党工作。")
    plain = PartFacts("2", None, "其他事项", "听取了汇报。")
    [credit] = held(item, plain, kind=MeetingKind.COMMITTEE_SESSION)
    assert (credit.duty, credit.period_key) == (DutyKind.STRICT_GOVERNANCE_SESSION, "2026H2")

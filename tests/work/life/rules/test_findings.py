"""What an inspection would find: organisational-life section 10."""

from __future__ import annotations

from dataclasses import replace

from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.rules.attendance import Mark, tally
from dangjian.work.life.rules.findings import ArchivedFacts, findings_of
from dangjian.work.life.rules.kinds import AttendanceRole, AttendanceState, MeetingKind

CLEAN = ArchivedFacts(
    kind=MeetingKind.THEME_PARTY_DAY,
    tally=tally([Mark(AttendanceRole.DUE, AttendanceState.PRESENT)]),
    is_late_entry=False,
    days_late=0,
    is_working_day=True,
)


def test_a_clean_record_has_no_findings() -> None:
    assert findings_of(CLEAN) == []


def test_findings_stand_in_the_order_of_the_inspection_list() -> None:
    bad = replace(
        CLEAN,
        is_late_entry=True,
        days_late=40,
        is_working_day=False,
        conflicting_people=("李明",),
        tally=tally([Mark(AttendanceRole.DUE, AttendanceState.DUE)]),
        failed_credits=(
            (DutyKind.PARTY_LECTURE, "记录内容与同次活动的其他议程相同，一次活动计入多项须分别列出议程并分别记录"),
        ),
    )
    assert [(f.number, f.code) for f in findings_of(bad)] == [
        (2, "life.finding.party_lecture"),
        (4, "life.finding.late_entry"),
        (4, "life.finding.holiday"),
        (5, "life.finding.elsewhere"),
        (6, "life.finding.sum"),
    ]

"""What an inspection would find in a record, told to the branch first (organisational-life section 10)."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.rules.attendance import Tally
from dangjian.work.life.rules.kinds import MeetingKind


@dataclass(frozen=True, slots=True)
class ArchivedFacts:
    """A record in the archive, as far as the checks need it."""

    kind: MeetingKind
    tally: Tally
    is_late_entry: bool
    days_late: int
    is_working_day: bool
    failed_credits: tuple[tuple[DutyKind, str], ...] = ()
    conflicting_people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding with the number of the inspection list."""

    number: int
    code: str
    text: str


def findings_of(record: ArchivedFacts) -> list[Finding]:
    """Findings of one record, in the order of the inspection list."""
    found = [
        Finding(2 if "分别" in reason else 7, f"life.finding.{duty}", f"{duty.label}未计入：{reason}。")
        for duty, reason in record.failed_credits
    ]
    if record.is_late_entry:
        text = f"活动结束{record.days_late}天后才补录，已标注“补录”。"
        found.append(Finding(4, "life.finding.late_entry", text))
    if not record.is_working_day:
        found.append(Finding(4, "life.finding.holiday", "活动日期为休息日，请确认日期无误。"))
    if record.conflicting_people:
        names = "、".join(record.conflicting_people[:5])
        found.append(Finding(5, "life.finding.elsewhere", f"同一时间另有会议签到：{names}。"))
    if not record.tally.adds_up:
        found.append(Finding(6, "life.finding.sum", "应到、到会、请假、缺席、免考勤人数不平。"))
    return sorted(found, key=lambda f: f.number)

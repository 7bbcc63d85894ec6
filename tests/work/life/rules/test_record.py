"""Steps, honest times and minimum contents: organisational-life section 9."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dangjian.work.life.rules.attendance import Mark, tally
from dangjian.work.life.rules.kinds import (
    AttendanceRole,
    AttendanceState,
    EntryKind,
    ItemKind,
    MeetingKind,
    MeetingState,
)
from dangjian.work.life.rules.record import (
    STEPS,
    PartContent,
    RecordContent,
    content_gaps,
    entry_kind,
    may_open,
    may_step,
)

S = MeetingState
ALLOWED = {
    (S.PLANNED, S.NOTIFIED),
    (S.PLANNED, S.IN_PROGRESS),
    (S.PLANNED, S.CANCELLED),
    (S.NOTIFIED, S.IN_PROGRESS),
    (S.NOTIFIED, S.CANCELLED),
    (S.IN_PROGRESS, S.RECORDED),
    (S.RECORDED, S.SIGNED),
    (S.RECORDED, S.IN_PROGRESS),
    (S.SIGNED, S.ARCHIVED),
    (S.SIGNED, S.IN_PROGRESS),
}
PRESENT = Mark(AttendanceRole.DUE, AttendanceState.PRESENT, has_vote=True)
COMPLETE = RecordContent(
    kind=MeetingKind.BRANCH_GENERAL_MEETING,
    place="三楼会议室",
    is_online=False,
    chair="李明",
    recorder="王芳",
    theme="",
    has_started=True,
    has_ended=True,
    tally=tally([PRESENT, PRESENT]),
    parts=(PartContent("审议工作报告", ItemKind.REPORT, "李明作报告，王芳发言。"),),
    present_names=("李明", "王芳"),
)


@pytest.mark.parametrize("start", list(S))
@pytest.mark.parametrize("end", list(S))
def test_steps_from_plan_to_archive(start: MeetingState, end: MeetingState) -> None:
    assert may_step(start, end) is ((start, end) in ALLOWED)


def test_section_9_archived_and_cancelled_are_final() -> None:
    assert STEPS[S.ARCHIVED] == STEPS[S.CANCELLED] == frozenset()


def test_a_meeting_in_the_future_cannot_be_held() -> None:
    start = datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert not may_open(starts_at=start, now=start - timedelta(hours=2, seconds=1))
    assert may_open(starts_at=start, now=start - timedelta(hours=2))


@pytest.mark.parametrize(
    ("created", "entered", "expected"),
    [
        (-1, 0, EntryKind.ON_TIME),
        (-1, 7, EntryKind.ON_TIME),
        (-1, 8, EntryKind.LATE),
        (1, 2, EntryKind.AFTERWARDS),
        (1, 8, EntryKind.LATE),
    ],
)
def test_bey_4_an_entry_after_the_limit_is_late(created: int, entered: int, expected: EntryKind) -> None:
    ended = datetime(2026, 11, 10, 8, tzinfo=UTC)
    kind = entry_kind(
        created_at=ended + timedelta(days=created),
        ended_at=ended,
        entered_at=ended + timedelta(days=entered),
        limit_days=7,
    )
    assert kind is expected


def codes(record: RecordContent, *, required: bool = True) -> list[str]:
    return [gap.code for gap in content_gaps(record) if gap.is_required is required]


def test_section_9_a_complete_record_has_no_gaps() -> None:
    assert content_gaps(COMPLETE) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"has_ended": False}, ["life.record.times"]),
        ({"place": " "}, ["life.record.place"]),
        ({"place": "", "is_online": True}, []),
        ({"chair": ""}, ["life.record.chair"]),
        ({"recorder": ""}, ["life.record.recorder"]),
        ({"parts": ()}, ["life.record.agenda"]),
        ({"tally": tally([])}, ["life.record.nobody_due"]),
        ({"kind": MeetingKind.THEME_PARTY_DAY}, ["life.record.theme"]),
        ({"kind": MeetingKind.PARTY_LECTURE}, ["life.record.no_lecture"]),
        ({"kind": MeetingKind.ORGANISATIONAL_LIFE_MEETING}, ["life.record.rectification"]),
        ({"kind": MeetingKind.ORGANISATIONAL_LIFE_MEETING, "rectifications": 2}, []),
    ],
)
def test_section_9_minimum_contents(changes: dict[str, object], expected: list[str]) -> None:
    assert codes(replace(COMPLETE, **changes)) == expected  # type: ignore[arg-type]


def test_finding_6_open_lines_of_the_list_block_the_record() -> None:
    waiting = Mark(AttendanceRole.DUE, AttendanceState.DUE, has_vote=True)
    assert codes(replace(COMPLETE, tally=tally([PRESENT, waiting]))) == ["life.record.attendance_open"]


def test_nobody_present_is_no_meeting() -> None:
    absent = Mark(AttendanceRole.DUE, AttendanceState.ABSENT)
    assert codes(replace(COMPLETE, tally=tally([absent]))) == ["life.record.nobody_present"]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (PartContent("学习", ItemKind.STUDY, " "), ["life.record.minutes"]),
        (PartContent("表决", ItemKind.DECISION, "讨论后表决。", needs_vote=True), ["life.record.vote"]),
        (PartContent("党课", ItemKind.LECTURE, "授课。"), ["life.record.lecturer", "life.record.lecture_text"]),
        (PartContent("党课", ItemKind.LECTURE, "授课。", lecturer="李明", has_lecture_text=True), []),
    ],
)
def test_findings_10_and_25_each_part_has_text(part: PartContent, expected: list[str]) -> None:
    assert codes(replace(COMPLETE, parts=(part,))) == expected


def test_finding_12_criticism_by_person_is_advised() -> None:
    record = replace(
        COMPLETE, kind=MeetingKind.ORGANISATIONAL_LIFE_MEETING, rectifications=1, present_names=("李明", "赵强")
    )
    gaps = [gap.text for gap in content_gaps(record) if not gap.is_required]
    assert gaps == ["应逐人记录发言，未见：赵强。"]


def test_absence_without_reason_is_advised() -> None:
    assert codes(replace(COMPLETE, absent_without_reason=2), required=False) == ["life.record.absence_reason"]


def test_finding_5_whoever_led_or_wrote_down_the_meeting_was_there() -> None:
    """A chair who forgot the own line stands as absent and would sign all the same."""
    record = replace(COMPLETE, present_names=("王芳", "张三"), away_names=("李明", "赵六"))
    found = content_gaps(record)
    assert [(gap.code, gap.text, gap.is_required) for gap in found] == [
        ("life.record.in_charge_away", "李明是主持人或记录人，但没有登记到会，请核对到会名单。", False)
    ]
    assert content_gaps(replace(record, present_names=("李明", "王芳"))) == [], "somebody else has the same name"

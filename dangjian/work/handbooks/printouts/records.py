"""The record of one meeting as a printed page: head, list, agenda with minutes, votes, resolutions, signatures."""

from __future__ import annotations

from itertools import islice

from dangjian.foundation.printing.document import (
    Block,
    Column,
    Fact,
    Heading,
    KeyValues,
    Paragraph,
    Photo,
    Photos,
    Signatures,
    Span,
    Table,
)
from dangjian.foundation.printing.richtext import rich_text
from dangjian.kernel.clock import local_time
from dangjian.kernel.errors import Problem
from dangjian.kernel.files import open_stored, readable_file
from dangjian.work.handbooks.printouts.book import MeetingRecord
from dangjian.work.life.models import Attendance, Meeting, MeetingFile, MeetingPart, Resolution
from dangjian.work.life.rules.kinds import (
    HERE,
    AttendanceRole,
    AttendanceState,
    EntryKind,
    ItemKind,
    MeetingKind,
    MeetingMode,
    ResolutionKind,
    ResolutionState,
)

LISTED_KINDS = frozenset(
    {
        MeetingKind.BRANCH_GENERAL_MEETING,
        MeetingKind.THEME_PARTY_DAY,
        MeetingKind.PARTY_LECTURE,
        MeetingKind.ORGANISATIONAL_LIFE_MEETING,
        MeetingKind.DEMOCRATIC_EVALUATION,
    }
)
"""Meetings of the whole branch, whose sign-in list is printed person by person."""


def meeting_blocks(record: MeetingRecord, *, most_photos: int) -> list[Block]:
    """The printed record of a meeting with up to `most_photos` pictures."""
    meeting = record.meeting
    blocks: list[Block] = [Heading(f"{meeting.held_on:%Y-%m-%d}　{meeting.title}", 2), _head(record)]
    blocks += _attendance(record)
    for number, part in enumerate(record.parts, start=1):
        blocks += _part(number, part)
    if record.resolutions:
        blocks.append(_resolutions(record.resolutions))
    photos = [_photo(file) for file in islice(record.photos, most_photos)]
    if any(photos):
        blocks.append(Photos(tuple(photo for photo in photos if photo is not None)))
    if record.papers:
        blocks.append(_note("附件：" + "；".join(file.file_name for file in record.papers)))
    for addendum in record.addenda:
        at = local_time(addendum.created_at)
        blocks.append(_note(f"补充说明（{at:%Y-%m-%d}，{addendum.author_name}，{addendum.reason}）："))
        blocks += rich_text(addendum.text)
    blocks.append(
        Signatures((("主持人", meeting.chair_signature), ("记录人", meeting.recorder_signature)), dated=False)
    )
    blocks.append(_note(_times(meeting)))
    return blocks


def _head(record: MeetingRecord) -> KeyValues:
    meeting = record.meeting
    start = local_time(meeting.started_at or meeting.starts_at)
    end = local_time(meeting.ended_at or meeting.ends_at)
    place = meeting.place or "—"
    if meeting.mode != MeetingMode.ON_SITE:
        place = f"{place}（{MeetingMode(meeting.mode).label}）"
    return KeyValues(
        (
            Fact("时间", f"{start:%Y-%m-%d %H:%M}—{end:%H:%M}"),
            Fact("地点", place),
            Fact("主持人", meeting.chair_name),
            Fact("记录人", meeting.recorder_name),
            Fact("应到 / 实到", f"{meeting.due_count} 人 / {meeting.present_count} 人"),
            Fact("请假 / 缺席 / 免考勤", f"{meeting.leave_count} / {meeting.absent_count} / {meeting.exempt_count} 人"),
            Fact("主题", meeting.theme or meeting.title, wide=True),
        )
    )


def _attendance(record: MeetingRecord) -> list[Block]:
    due = [line for line in record.lines if line.role == AttendanceRole.DUE]
    guests = [
        line.person_name for line in record.lines if line.role == AttendanceRole.NON_VOTING and line.state in HERE
    ]
    blocks: list[Block] = []
    if record.meeting.kind in LISTED_KINDS:
        blocks.append(_sign_in_table(due))
    else:
        here = "、".join(line.person_name for line in due if line.state in HERE)
        away = "；".join(f"{line.person_name}（{_state_text(line)}）" for line in due if line.state not in HERE)
        blocks.append(Paragraph((Span("到会：", bold=True), Span(here or "无")), indent=False))
        if away:
            blocks.append(Paragraph((Span("未到会：", bold=True), Span(away)), indent=False))
    if guests:
        blocks.append(Paragraph((Span("列席：", bold=True), Span("、".join(guests))), indent=False))
    return blocks


def _sign_in_table(due: list[Attendance]) -> Table:
    """Three people in a line, so that a branch of fifty takes seventeen lines."""
    across = 3
    cells = [(line.person_name, _state_text(line)) for line in due]
    cells += [("", "")] * (-len(cells) % across)
    rows = tuple(
        tuple(text for pair in cells[start : start + across] for text in pair) for start in range(0, len(cells), across)
    )
    columns = (Column("姓名", 1.1, "centre"), Column("签到情况", 1.6, "centre")) * across
    return Table(columns, rows, caption="签到表", inline=True)


def _state_text(line: Attendance) -> str:
    if line.state in HERE:
        at = f"{local_time(line.event_at):%H:%M}" if line.event_at else "到会"
        return f"{at} 线上" if line.state == AttendanceState.REMOTE else at
    label = AttendanceState(line.state).label
    return f"{label}：{line.reason}" if line.reason else label


def _part(number: int, part: MeetingPart) -> list[Block]:
    kind = ItemKind(part.item_kind).label
    who = f"　{part.presenter_name}" if part.presenter_name else ""
    blocks: list[Block] = [Heading(f"{number}. {part.title}（{kind}）{who}", 3)]
    blocks += rich_text(part.minutes) or (_note("（未填写记录）"),)
    vote = getattr(part, "vote", None)
    if vote is not None:
        figures = f"赞成 {vote.vote_for}，不赞成 {vote.vote_against}，弃权 {vote.vote_abstain}"
        blocks.append(Paragraph((Span("表决结果：", bold=True), Span(f"{figures}。{vote.explanation}"))))
    return blocks


def _resolutions(rows: list[Resolution]) -> Table:
    return Table(
        (
            Column("类别", 0.9, "centre"),
            Column("内容", 3.6),
            Column("责任人", 0.9, "centre"),
            Column("时限", 1.1, "centre"),
            Column("办理情况", 1.8),
        ),
        tuple(
            (
                ResolutionKind(row.kind).label,
                f"{row.problem}：{row.text}" if row.problem else row.text,
                row.holder_name,
                row.due_on,
                f"{ResolutionState(row.state).label}。{row.evidence}"
                if row.evidence
                else ResolutionState(row.state).label,
            )
            for row in rows
        ),
        caption="决议和整改事项",
        inline=True,
    )


def _photo(file: MeetingFile) -> Photo | None:
    """The picture, or None when it can no longer be read (the record is printed without it)."""
    try:
        with open_stored(readable_file(file_id=file.file_id)) as source:
            return Photo(source.read(), file.caption or file.file_name)
    except Problem:
        return None


def _times(meeting: Meeting) -> str:
    """Event time stands above; here entry and signing, and a late entry as such (BEY-4)."""
    parts = []
    if meeting.recorded_at:
        label = EntryKind(meeting.entry_kind).label
        parts.append(f"录入：{local_time(meeting.recorded_at):%Y-%m-%d %H:%M}（{label}）")
    if meeting.chair_signed_at:
        parts.append(f"签字：{local_time(meeting.chair_signed_at):%Y-%m-%d %H:%M}")
    if meeting.archived_at:
        parts.append(f"归档：{local_time(meeting.archived_at):%Y-%m-%d %H:%M}")
    return "　".join(parts) or "记录尚未提交"


def _note(text: str) -> Paragraph:
    return Paragraph((Span(text),), note=True)

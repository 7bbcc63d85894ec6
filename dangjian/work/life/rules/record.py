"""From plan to archive: allowed steps, honest times, minimum content (organisational-life section 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dangjian.work.life.rules.attendance import Tally
from dangjian.work.life.rules.kinds import EntryKind, ItemKind, MeetingKind, MeetingState

_S = MeetingState
STEPS: dict[MeetingState, frozenset[MeetingState]] = {
    _S.PLANNED: frozenset({_S.NOTIFIED, _S.IN_PROGRESS, _S.CANCELLED}),
    _S.NOTIFIED: frozenset({_S.IN_PROGRESS, _S.CANCELLED}),
    _S.IN_PROGRESS: frozenset({_S.RECORDED}),
    _S.RECORDED: frozenset({_S.SIGNED, _S.IN_PROGRESS}),
    _S.SIGNED: frozenset({_S.ARCHIVED, _S.IN_PROGRESS}),
    _S.ARCHIVED: frozenset(),
    _S.CANCELLED: frozenset(),
}
"""Every step there is. A record sent back for correction returns to `in_progress` and loses its signatures."""

EDITABLE: frozenset[MeetingState] = frozenset({_S.PLANNED, _S.NOTIFIED, _S.IN_PROGRESS})
"""States in which agenda, attendance and minutes may change; afterwards only dated addenda."""

OPENS_BEFORE = timedelta(hours=2)
"""How long before its planned start a meeting may be opened (sign-in begins while people arrive)."""


def may_step(start: MeetingState, end: MeetingState) -> bool:
    """Whether a meeting may go from one state to another."""
    return end in STEPS[start]


def may_open(*, starts_at: datetime, now: datetime) -> bool:
    """A meeting in the future cannot be held."""
    return now >= starts_at - OPENS_BEFORE


def entry_kind(*, created_at: datetime, ended_at: datetime, entered_at: datetime, limit_days: int) -> EntryKind:
    """How a record is labelled: late when finished over `limit_days` days after the event (BEY-4)."""
    if entered_at - ended_at > timedelta(days=limit_days):
        return EntryKind.LATE
    return EntryKind.AFTERWARDS if created_at > ended_at else EntryKind.ON_TIME


@dataclass(frozen=True, slots=True)
class PartContent:
    """What stands under one agenda item. `minutes` is plain text."""

    title: str
    item_kind: ItemKind
    minutes: str
    needs_vote: bool = False
    has_vote_count: bool = False
    lecturer: str = ""
    has_lecture_text: bool = False


@dataclass(frozen=True, slots=True)
class RecordContent:
    """A record as it stands before it is closed."""

    kind: MeetingKind
    place: str
    is_online: bool
    chair: str
    recorder: str
    theme: str
    has_started: bool
    has_ended: bool
    tally: Tally
    parts: tuple[PartContent, ...]
    present_names: tuple[str, ...] = ()
    away_names: tuple[str, ...] = ()
    resolutions: int = 0
    rectifications: int = 0
    absent_without_reason: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a record lacks. `is_required` gaps block the signature, the others are shown as advice."""

    code: str
    text: str
    path: str
    is_required: bool = True


_THEMED = frozenset({MeetingKind.THEME_PARTY_DAY, MeetingKind.CENTRE_GROUP_STUDY})
_BY_PERSON = frozenset({MeetingKind.ORGANISATIONAL_LIFE_MEETING, MeetingKind.DEMOCRATIC_LIFE_MEETING})


def content_gaps(record: RecordContent) -> list[Gap]:
    """What the record of its kind still lacks, by the table of minimum contents (section 9)."""
    return [*_frame_gaps(record), *_attendance_gaps(record), *_part_gaps(record), *_kind_gaps(record)]


def _frame_gaps(record: RecordContent) -> list[Gap]:
    found: list[Gap] = []
    if not record.has_started or not record.has_ended:
        found.append(Gap("life.record.times", "请填写实际开始和结束时间。", "ended_at"))
    if not record.place.strip() and not record.is_online:
        found.append(Gap("life.record.place", "请填写地点。", "place"))
    if not record.chair.strip():
        found.append(Gap("life.record.chair", "请填写主持人。", "chair_id"))
    if not record.recorder.strip():
        found.append(Gap("life.record.recorder", "请填写记录人。", "recorder_id"))
    if not record.parts:
        found.append(Gap("life.record.agenda", "请至少列出一项议程。", "parts"))
    if record.kind in _THEMED and not record.theme.strip():
        found.append(Gap("life.record.theme", "请填写主题。", "theme"))
    return found


def _attendance_gaps(record: RecordContent) -> list[Gap]:
    figures = record.tally
    found: list[Gap] = []
    if figures.due == 0:
        found.append(Gap("life.record.nobody_due", "应到名单为空，请先确定应到人员。", "attendance"))
    elif not figures.adds_up:
        text = (
            f"应到{figures.due}人，到会{figures.present}、请假{figures.leave}、缺席{figures.absent}、"
            f"免考勤{figures.exempt}，尚有{figures.open}人未确认。"
        )
        found.append(Gap("life.record.attendance_open", text, "attendance"))
    if figures.due and not figures.present:
        found.append(Gap("life.record.nobody_present", "没有人到会，不能作为已召开的会议记录。", "attendance"))
    in_charge = {record.chair, record.recorder} & set(record.away_names) - set(record.present_names)
    for name in sorted(in_charge):
        text = f"{name}是主持人或记录人，但没有登记到会，请核对到会名单。"
        found.append(Gap("life.record.in_charge_away", text, "attendance", is_required=False))
    if record.absent_without_reason:
        text = f"有{record.absent_without_reason}名缺席人员未注明原因。"
        found.append(Gap("life.record.absence_reason", text, "attendance", is_required=False))
    return found


def _part_gaps(record: RecordContent) -> list[Gap]:
    found: list[Gap] = []
    for number, part in enumerate(record.parts):
        path, name = f"parts.{number}", f"第{number + 1}项“{part.title}”"
        if not part.minutes.strip():
            found.append(Gap("life.record.minutes", f"{name}没有文字记录；照片不能代替文字。", f"{path}.minutes"))
        if part.needs_vote and not part.has_vote_count:
            found.append(Gap("life.record.vote", f"{name}是表决事项，请填写表决结果。", f"{path}.vote"))
        if part.item_kind is ItemKind.LECTURE and not part.lecturer:
            found.append(Gap("life.record.lecturer", f"{name}请填写授课人。", f"{path}.presenter_id"))
        if part.item_kind is ItemKind.LECTURE and not part.has_lecture_text:
            found.append(Gap("life.record.lecture_text", f"{name}请附讲稿或课件。", f"{path}.attachments"))
    return found


def _kind_gaps(record: RecordContent) -> list[Gap]:
    found: list[Gap] = []
    if record.kind is MeetingKind.PARTY_LECTURE and not any(p.item_kind is ItemKind.LECTURE for p in record.parts):
        found.append(Gap("life.record.no_lecture", "党课记录须有一项“党课”议程。", "parts"))
    if record.kind not in _BY_PERSON:
        return found
    if not record.rectifications:
        found.append(Gap("life.record.rectification", "请列出查摆的问题、整改措施、责任人和时限。", "resolutions"))
    text = "\n".join(part.minutes for part in record.parts)
    unnamed = names_missing(text, record.present_names)
    if unnamed:
        shown = "、".join(unnamed[:5]) + ("等" if len(unnamed) > 5 else "")
        found.append(Gap("life.record.by_person", f"应逐人记录发言，未见：{shown}。", "parts", is_required=False))
    return found


def names_missing(text: str, names: Sequence[str]) -> list[str]:
    """Names of people who were present but are not mentioned in the text."""
    return [name for name in names if name and name not in text]

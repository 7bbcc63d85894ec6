"""Holding a meeting and keeping its record: opening, minutes, end, record, entering one that was held before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dangjian.kernel import clock
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, FieldProblem
from dangjian.work.life.commands.steps.keeping import by_keeper
from dangjian.work.life.commands.steps.lists import invite, refresh_votes
from dangjian.work.life.commands.steps.meetings import new_meeting, require_step
from dangjian.work.life.commands.steps.parts import write_parts
from dangjian.work.life.events import MeetingOpened, MeetingRecorded, RecordReturned
from dangjian.work.life.models import Attendance, Meeting, MeetingPart
from dangjian.work.life.permissions import KEEP_RECORD, RECORD_MEETING, RUN_MEETING
from dangjian.work.life.queries.loading.book import number_of
from dangjian.work.life.queries.loading.facts import parts_of, people_due, record_content, tally_of
from dangjian.work.life.rules.attendance import Tally
from dangjian.work.life.rules.kinds import (
    AttendanceRole,
    AttendanceState,
    LeaveState,
    MeetingKind,
    MeetingMode,
    MeetingState,
)
from dangjian.work.life.rules.planning import PartPlan, held_problem
from dangjian.work.life.rules.record import EDITABLE, content_gaps, entry_kind, may_open
from dangjian.work.life.rules.text import clean, plain_text


@command(RUN_MEETING)
def open_meeting(unit: Unit, *, meeting_id: UUID, started_at: datetime | None = None) -> Meeting:
    """Open a meeting: from now on the number of those with the vote is the denominator (section 3).

    A meeting that took place as planned but is opened here only after its end began at its planned start, unless
    `started_at` says otherwise. Raises Conflict when it lies in the future, was recorded already or has nobody on its
    list, BadInput when `started_at` lies in the future.
    """
    meeting = unit.get(Meeting, meeting_id)
    if meeting.state == MeetingState.IN_PROGRESS:
        return meeting
    require_step(meeting, MeetingState.IN_PROGRESS, "会议已记录或已取消，不能再开始。")
    if not may_open(starts_at=meeting.starts_at, now=unit.now):
        raise Conflict("life.meeting.in_future", "还没到开会时间，会前2小时起可以开始。")
    if started_at is not None and started_at > unit.now:
        raise BadInput("life.meeting.in_future", "开始时间不能晚于现在。", field="started_at")
    start = started_at or (meeting.starts_at if unit.now > meeting.ends_at else unit.now)
    refresh_votes(unit, meeting)
    _take_snapshot(unit, meeting, started_at=start)
    return meeting


def _take_snapshot(unit: Unit, meeting: Meeting, *, started_at: datetime) -> None:
    figures = tally_of(meeting.pk)
    if figures.due == 0:
        raise Conflict("life.meeting.nobody_due", "应到名单为空，请先确定应到人员。")
    unit.update(
        meeting,
        state=MeetingState.IN_PROGRESS.value,
        opened_at=unit.now,
        started_at=started_at,
        held_on=clock.local_date(started_at),
        due_count=figures.due,
        due_voters=figures.due_voters,
    )
    unit.emit(MeetingOpened(meeting.pk, figures.due_voters))


@command(KEEP_RECORD)
@by_keeper(MeetingPart, "part_id")
def save_minutes(unit: Unit, *, part_id: UUID, expected_version: int, minutes: str) -> MeetingPart:
    """Keep the minutes of one agenda item (also a draft, as often as wanted).

    Raises StaleEdit when somebody else saved in between: both texts stay, the writer decides. Raises Conflict when
    the record is closed.
    """
    part = unit.get(MeetingPart, part_id, expected_version=expected_version)
    meeting = unit.get(Meeting, part.meeting_id, lock=False)
    if meeting.state not in EDITABLE:
        raise Conflict("life.meeting.closed", "记录已提交，不能再修改；归档后可以补充说明。")
    text = clean(minutes)
    return unit.update(
        part, minutes=text, minutes_text=plain_text(text), minutes_by=unit.actor.name, minutes_at=unit.now
    )


@command(KEEP_RECORD)
@by_keeper(Meeting, "meeting_id")
def end_meeting(unit: Unit, *, meeting_id: UUID, ended_at: datetime | None = None) -> Meeting:
    """End a meeting: who has not come is absent, a request for leave that nobody decided on is no leave.

    Raises Conflict when it is not running, BadInput when the end lies in the future or before the start.
    """
    meeting = unit.get(Meeting, meeting_id)
    if meeting.state != MeetingState.IN_PROGRESS or meeting.started_at is None:
        raise Conflict("life.meeting.not_running", "会议尚未开始或已记录。", extra={"state": meeting.state})
    end = ended_at or unit.now
    problem = held_problem(started_at=meeting.started_at, ended_at=end, now=unit.now)
    if problem:
        raise BadInput(problem[0], problem[1], field="ended_at")
    _close_list(unit, meeting)
    unit.update(meeting, ended_at=end)
    _write_figures(unit, meeting, tally_of(meeting.pk))
    return meeting


def _close_list(unit: Unit, meeting: Meeting) -> None:
    waiting = Attendance.objects.filter(meeting=meeting, state=AttendanceState.DUE)
    asked = waiting.filter(leave_state=LeaveState.REQUESTED)
    unit.update_many(asked, leave_state=LeaveState.REFUSED.value)
    unit.update_many(waiting.filter(role=AttendanceRole.DUE), state=AttendanceState.ABSENT.value, recorded_at=unit.now)


def _write_figures(unit: Unit, meeting: Meeting, figures: Tally) -> None:
    unit.update(
        meeting,
        due_count=figures.due,
        present_count=figures.present,
        leave_count=figures.leave,
        absent_count=figures.absent,
        exempt_count=figures.exempt,
    )


@command(KEEP_RECORD)
@by_keeper(Meeting, "meeting_id")
def submit_record(unit: Unit, *, meeting_id: UUID, expected_version: int) -> Meeting:
    """Declare the record complete: it waits for the signatures and changes no more.

    Raises BadInput with every gap of the minimum contents (section 9), StaleEdit, Conflict when not held.
    """
    meeting = unit.get(Meeting, meeting_id, expected_version=expected_version)
    require_step(meeting, MeetingState.RECORDED, "会议尚未召开，或记录已提交。")
    figures = tally_of(meeting.pk)
    gaps = [gap for gap in content_gaps(record_content(meeting, parts_of(meeting), figures)) if gap.is_required]
    if gaps:
        fields = [FieldProblem(gap.path, gap.code, gap.text) for gap in gaps]
        raise BadInput("life.record.incomplete", f"记录还缺{len(gaps)}项内容，请补全后提交。", fields=fields)
    assert meeting.ended_at is not None
    _write_figures(unit, meeting, figures)
    label = entry_kind(
        created_at=max(meeting.created_at, meeting.opened_at or meeting.created_at),
        ended_at=meeting.ended_at,
        entered_at=unit.now,
        limit_days=number_of("record.late_after_days", clock.local_date(meeting.ended_at)),
    )
    unit.update(
        meeting,
        state=MeetingState.RECORDED.value,
        recorded_at=unit.now,
        entry_kind=label.value,
        returned_reason="",
    )
    unit.emit(MeetingRecorded(meeting.pk, label.value))
    return meeting


@command(RECORD_MEETING)
def return_record(unit: Unit, *, meeting_id: UUID, reason: str) -> Meeting:
    """Send a record back for correction before it is archived; signatures already given are void.

    Raises Conflict when it is archived (then only addenda), BadInput without a reason.
    """
    meeting = unit.get(Meeting, meeting_id)
    if not reason.strip():
        raise BadInput("life.record.return_reason", "请写明退回修改的原因。", field="reason")
    if meeting.state not in {MeetingState.RECORDED, MeetingState.SIGNED}:
        raise Conflict(
            "life.meeting.state", "只有待签字或已签字、未归档的记录可以退回。", extra={"state": meeting.state}
        )
    unit.update(
        meeting,
        state=MeetingState.IN_PROGRESS.value,
        recorder_signed_at=None,
        recorder_signature="",
        chair_signed_at=None,
        chair_signature="",
        returned_reason=reason.strip(),
        note=reason.strip(),
    )
    unit.emit(RecordReturned(meeting.pk, reason.strip(), unit.actor.name, meeting.version))
    return meeting


@command(RECORD_MEETING)
def record_past_meeting(
    unit: Unit,
    *,
    organisation_id: UUID,
    kind: MeetingKind,
    title: str,
    started_at: datetime,
    ended_at: datetime,
    mode: MeetingMode = MeetingMode.ON_SITE,
    place: str = "",
    theme: str = "",
    chair_id: UUID | None = None,
    recorder_id: UUID | None = None,
    cell_id: UUID | None = None,
    evaluation_year: int | None = None,
    parts: Sequence[PartPlan] = (),
    guest_ids: Sequence[UUID] = (),
) -> Meeting:
    """Enter a meeting that was held without a plan here. Event time and entry time are both kept, and it is labelled.

    The list is the branch of that day: who joined or came later is not on it (inspection finding 5).
    Raises BadInput for a meeting that has not ended.
    """
    problem = held_problem(started_at=started_at, ended_at=ended_at, now=unit.now)
    if problem:
        raise BadInput(problem[0], problem[1], field=problem[2])
    meeting, organisation = new_meeting(
        unit,
        organisation_id=organisation_id,
        kind=kind,
        title=title,
        starts_at=started_at,
        ends_at=ended_at,
        mode=mode,
        place=place,
        theme=theme,
        chair_id=chair_id,
        recorder_id=recorder_id,
        cell_id=cell_id,
        evaluation_year=evaluation_year,
        parts=parts,
    )
    unit.create(meeting, note="补登记录")
    write_parts(unit, meeting, list(parts) or [PartPlan(title=theme or title)])
    invite(unit, meeting, people_due(meeting, organisation, as_of=meeting.held_on), guest_ids)
    _take_snapshot(unit, meeting, started_at=started_at)
    unit.update(meeting, ended_at=ended_at)
    return meeting

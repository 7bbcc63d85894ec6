"""The attendance list: who is due, leave, and the recorder's ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.life.commands.steps.keeping import by_keeper
from dangjian.work.life.commands.steps.lists import invite, people_by_ids
from dangjian.work.life.events import LeaveAsked, LeaveDecided
from dangjian.work.life.models import Attendance, Meeting
from dangjian.work.life.permissions import ASK_LEAVE, KEEP_RECORD, PLAN_MEETING, RUN_MEETING
from dangjian.work.life.rules.kinds import (
    HERE,
    AttendanceRole,
    AttendanceState,
    CheckInSource,
    LeaveState,
    MeetingState,
)
from dangjian.work.life.rules.record import EDITABLE

_BEFORE = frozenset({MeetingState.PLANNED, MeetingState.NOTIFIED})


@dataclass(frozen=True, slots=True)
class Tick:
    """What the recorder enters for one line. `event_at`: when the person came, if not now."""

    attendance_id: UUID
    state: AttendanceState
    reason: str = ""
    event_at: datetime | None = None


@command(PLAN_MEETING)
def change_list(
    unit: Unit,
    *,
    meeting_id: UUID,
    add_due: Sequence[UUID] = (),
    add_guests: Sequence[UUID] = (),
    remove: Sequence[UUID] = (),
) -> Meeting:
    """Add people to the list or take lines off. After the opening only guests may be added: the denominator is fixed.

    Raises Conflict when the snapshot would change, when somebody listed has already come, or the record is closed.
    """
    meeting = unit.get(Meeting, meeting_id)
    if meeting.state not in EDITABLE:
        raise Conflict("life.meeting.closed", "记录已提交，名单不能再修改。")
    if meeting.state not in _BEFORE and (add_due or remove):
        raise Conflict("life.attendance.snapshot", "会议已开始，应到人数已固定，只能增加列席人员。")
    going = Attendance.objects.filter(meeting=meeting, pk__in=list(remove))
    if going.filter(state__in=HERE).exists():
        raise Conflict("life.attendance.signed", "已签到的人员不能移出名单。")
    unit.delete_many(going)
    listed = set(Attendance.objects.filter(meeting=meeting).values_list("person_id", flat=True))
    due = [person for person in people_by_ids(add_due, "add_due") if person.pk not in listed]
    invite(unit, meeting, due, [pk for pk in add_guests if pk not in listed])
    return meeting


@command(KEEP_RECORD)
@by_keeper(Meeting, "meeting_id")
def tick_attendance(unit: Unit, *, meeting_id: UUID, ticks: Sequence[Tick]) -> Meeting:
    """Enter the list by hand: for people without a phone, for leave and absence with reason.

    A presence proved by a code keeps its evidence. Raises Conflict once the record waits for signatures or when the
    meeting lies in the future, BadInput for lines of another meeting.
    """
    meeting = unit.get(Meeting, meeting_id)
    if meeting.state not in EDITABLE:
        raise Conflict("life.meeting.closed", "记录已提交，到会情况不能再修改。")
    wanted = {tick.attendance_id: tick for tick in ticks}
    lines = list(Attendance.objects.filter(meeting=meeting, pk__in=wanted))
    if len(lines) != len(wanted):
        raise BadInput("life.attendance.line", "名单已变化，请刷新后重试。", field="ticks")
    if meeting.state in _BEFORE and any(tick.state in HERE or tick.state is AttendanceState.ABSENT for tick in ticks):
        raise Conflict("life.attendance.not_open", "会议尚未开始，不能登记到会或缺席。")
    for line in lines:
        _apply(unit, meeting, line, wanted[line.pk])
    fields = ["state", "reason", "leave_state", "source", "event_at", "device_at", "recorded_at", "recorded_by"]
    unit.update_batch(lines, fields)
    return meeting


def _apply(unit: Unit, meeting: Meeting, line: Attendance, tick: Tick) -> None:
    if tick.state is AttendanceState.EXEMPT and not tick.reason.strip():
        raise BadInput("life.attendance.exempt_reason", "免于考勤须写明理由。", field="ticks")
    if tick.event_at is not None and tick.event_at > unit.now:
        raise BadInput("life.attendance.future", "到会时间不能晚于现在。", field="ticks")
    was_here = line.state in HERE
    line.state = tick.state.value
    line.reason = tick.reason.strip()
    line.leave_state = (LeaveState.APPROVED if tick.state is AttendanceState.LEAVE else LeaveState.NONE).value
    if tick.state not in HERE:
        line.source, line.event_at, line.device_at = "", None, None
    elif not (was_here and line.source in {CheckInSource.QR, CheckInSource.OFFLINE}):
        line.source = CheckInSource.LIST.value
        # Entered while people are there, or afterwards: then they were there when it began.
        line.event_at = tick.event_at or (unit.now if unit.now <= meeting.ends_at else meeting.started_at)
    line.recorded_at = unit.now
    line.recorded_by = unit.actor.name


@command(ASK_LEAVE)
def ask_leave(unit: Unit, *, meeting_id: UUID, reason: str) -> Attendance:
    """Ask for leave from a meeting one is due at. Raises NotFound when not on the list, Conflict when it has begun."""
    line: Attendance = Attendance.objects.select_related("meeting").get(
        meeting_id=meeting_id, person_id=unit.actor.person_id
    )
    if line.role != AttendanceRole.DUE or line.state in HERE:
        raise Conflict("life.leave.not_due", "您不在应到名单中或已签到，无需请假。")
    if line.meeting.state not in _BEFORE:
        raise Conflict("life.leave.too_late", "会议已开始，请直接向主持人或记录人说明情况。")
    if not reason.strip():
        raise BadInput("life.leave.reason", "请写明请假事由。", field="reason")
    unit.update(line, leave_state=LeaveState.REQUESTED.value, reason=reason.strip())
    unit.emit(LeaveAsked(line.meeting_id, line.pk))
    return line


@command(RUN_MEETING)
def decide_leave(unit: Unit, *, attendance_id: UUID, grant: bool, note: str = "") -> Attendance:
    """Grant or refuse leave that was asked for. Raises Conflict when nothing is waiting."""
    line = unit.get(Attendance, attendance_id)
    meeting = unit.get(Meeting, line.meeting_id, lock=False)
    if line.leave_state != LeaveState.REQUESTED or meeting.state not in EDITABLE:
        raise Conflict("life.leave.nothing_waiting", "没有待批的请假申请，或会议记录已提交。")
    unit.update(
        line,
        leave_state=(LeaveState.APPROVED if grant else LeaveState.REFUSED).value,
        state=AttendanceState.LEAVE.value if grant else line.state,
        recorded_at=unit.now,
        recorded_by=unit.actor.name,
        note=note,
    )
    unit.emit(LeaveDecided(line.meeting_id, line.pk, grant))
    return line

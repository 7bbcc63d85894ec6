"""The attendance list: who is due, leave, and the recorder's ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.life.events import LeaveAsked, LeaveDecided
from dangjian.work.life.models import Attendance, Meeting
from dangjian.work.life.permissions import ASK_LEAVE, PLAN_MEETING, RUN_MEETING
from dangjian.work.life.queries.facts import PERSON_FIELDS
from dangjian.work.life.rules.kinds import (
    HERE,
    AttendanceRole,
    AttendanceState,
    CheckInSource,
    LeaveState,
    MeetingState,
)
from dangjian.work.life.rules.quorum import has_vote
from dangjian.work.life.rules.record import EDITABLE

MOST_PEOPLE = 20_000
_BEFORE = frozenset({MeetingState.PLANNED, MeetingState.NOTIFIED})


@dataclass(frozen=True, slots=True)
class Tick:
    """What the recorder enters for one line. `event_at`: when the person came, if not now."""

    attendance_id: UUID
    state: AttendanceState
    reason: str = ""
    event_at: datetime | None = None


def invite(unit: Unit, meeting: Meeting, due: Iterable[Person], guest_ids: Sequence[UUID]) -> list[Attendance]:
    """Put people on the list: those due with or without vote, guests without. Raises BadInput for unknown guests."""
    lines = [_line(meeting, person, AttendanceRole.DUE) for person in due]
    listed = {line.person_id for line in lines}
    guests = [person for person in _people(guest_ids, "guest_ids") if person.pk not in listed]
    lines += [_line(meeting, person, AttendanceRole.NON_VOTING) for person in guests]
    if len(lines) > MOST_PEOPLE:
        raise BadInput("life.attendance.too_many", f"名单超过{MOST_PEOPLE}人。", field="guest_ids")
    _name_organisations(lines)
    return unit.create_many(lines)


def _line(meeting: Meeting, person: Person, role: AttendanceRole) -> Attendance:
    is_due = role is AttendanceRole.DUE
    is_exempt = is_due and person.attendance_exempt
    line = Attendance(
        meeting=meeting,
        org_path=meeting.org_path,
        person_id=person.pk,
        person_name=person.name,
        person_key=person.name_key[:200],
        role=role.value,
        has_vote=is_due
        and has_vote(
            person_category=person.person_category,
            membership_status=person.membership_status,
            is_rights_suspended=person.vote_suspended,
        ),
        state=(AttendanceState.EXEMPT if is_exempt else AttendanceState.DUE).value,
        reason="年老体弱或患病，免于考勤" if is_exempt else "",
    )
    line.person = person
    return line


def _name_organisations(lines: list[Attendance]) -> None:
    ids = {line.person.organisation_id for line in lines}
    rows = Organisation.objects.unscoped("names of the branches of people on a list").filter(pk__in=ids)
    names = dict(rows.values_list("id", "short_name"))
    for line in lines:
        line.person_org_name = names.get(line.person.organisation_id, "")


def _people(ids: Sequence[UUID], field: str) -> list[Person]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    people = Person.objects.unscoped("guests of a meeting may come from other branches")
    found = list(people.filter(pk__in=wanted).only(*PERSON_FIELDS))
    if len(found) != len(wanted):
        raise BadInput("life.attendance.person", "名单中有未找到的人员，请重新选择。", field=field)
    return found


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
    due = [person for person in _people(add_due, "add_due") if person.pk not in listed]
    invite(unit, meeting, due, [pk for pk in add_guests if pk not in listed])
    return meeting


@command(RUN_MEETING)
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
        line.event_at = tick.event_at or meeting.ended_at or unit.now
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

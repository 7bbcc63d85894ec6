"""Signing in: by the code on the screen, later from a phone without network, or by joining from afar.

Built for everybody arriving at once: one conditional update (or one insert) of one's own line, no lock on the meeting.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from dangjian.directory.members.models import Person
from dangjian.kernel.crypto.primitives import same
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from dangjian.kernel.prepared import PreparedUpdate
from dangjian.work.life.models import Attendance, Meeting
from dangjian.work.life.permissions import CHECK_IN
from dangjian.work.life.queries.loading.codes import mac_of
from dangjian.work.life.queries.loading.facts import PERSON_FIELDS
from dangjian.work.life.rules.checkin import EARLIEST, Code, is_believable, is_fresh, parse
from dangjian.work.life.rules.kinds import (
    HERE,
    AttendanceRole,
    AttendanceState,
    CheckInSource,
    LeaveState,
    MeetingMode,
    MeetingState,
)

_ONLINE = (MeetingState.PLANNED, MeetingState.NOTIFIED, MeetingState.IN_PROGRESS)
_ACCEPTING: dict[CheckInSource, tuple[MeetingState, ...]] = {
    CheckInSource.QR: _ONLINE,
    CheckInSource.OFFLINE: (*_ONLINE, MeetingState.RECORDED),
    CheckInSource.REMOTE: (MeetingState.IN_PROGRESS,),
}
_CLOSED: dict[CheckInSource, tuple[str, str]] = {
    CheckInSource.QR: ("life.check_in.closed", "会议已结束或取消，签到已截止，请与记录人联系。"),
    CheckInSource.OFFLINE: ("life.check_in.signed", "会议记录已签字，离线签到不能再补入，请与记录人联系。"),
    CheckInSource.REMOTE: ("life.check_in.not_running", "会议尚未开始或已结束，不能线上参会。"),
}
_NOT_HERE = [state.value for state in AttendanceState if state not in HERE]
_WRITTEN = ("state", "source", "reason", "leave_state", "event_at", "device_at", "recorded_at", "recorded_by")
_KEPT_SECONDS = 5.0
_MOST_KEPT = 512
_calendar: dict[tuple[UUID, UUID], tuple[float, _Opening]] = {}


@dataclass(frozen=True, slots=True)
class _Opening:
    """What a code is judged by; the state is not in here, the update itself asks for it."""

    org_path: str
    mode: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a sign-in was taken. The three times are kept apart (BEY-4)."""

    person_id: UUID
    person_name: str
    state: str
    source: str
    event_at: datetime | None
    device_at: datetime | None
    recorded_at: datetime | None
    role: str = AttendanceRole.DUE.value


@command(CHECK_IN)
def check_in(unit: Unit, *, meeting_id: UUID, code: str, device_at: datetime | None = None) -> Arrival:
    """Sign in with the code of the screen. Signing in again changes nothing and answers the same.

    With `device_at` the code was scanned without network and arrives later: it counts when it was on the screen
    during the meeting, and the time of the phone is kept. Raises BadInput for a wrong or expired code, Conflict when
    the record waits for its signatures, NotFound for a meeting of nobody here.
    """
    scanned = parse(code)
    genuine = scanned is not None and same(
        scanned.mac.encode(), mac_of(unit.tenant_id, meeting_id, scanned.slot).encode()
    )
    if scanned is None or not genuine:
        raise BadInput("life.check_in.code", "签到码无效，请重新扫描会场屏幕上的二维码。", field="code")
    opening = _opening(unit.tenant_id, meeting_id)
    _require_believable(unit, opening, scanned, device_at)
    is_offline = device_at is not None
    arrival = Arrival(
        person_id=_me(unit),
        person_name=unit.actor.name,
        state=AttendanceState.PRESENT.value,
        source=(CheckInSource.OFFLINE if is_offline else CheckInSource.QR).value,
        event_at=scanned.shown_at if is_offline else unit.now,
        device_at=device_at,
        recorded_at=unit.now,
    )
    return _arrive(unit, meeting_id, opening, arrival)


@command(CHECK_IN)
def join_remotely(unit: Unit, *, meeting_id: UUID) -> Arrival:
    """Take part from afar in a hybrid or online meeting that has begun. Only people on the list can.

    Raises Conflict for a meeting on site or one that is not running, NotFound when not on the list.
    """
    opening = _opening(unit.tenant_id, meeting_id)
    if opening.mode == MeetingMode.ON_SITE:
        if not Attendance.objects.filter(meeting_id=meeting_id, person_id=_me(unit)).exists():
            raise NotFound()
        raise Conflict("life.check_in.on_site", "本次会议为现场会议，请到现场扫码签到。")
    arrival = Arrival(
        person_id=_me(unit),
        person_name=unit.actor.name,
        state=AttendanceState.REMOTE.value,
        source=CheckInSource.REMOTE.value,
        event_at=unit.now,
        device_at=None,
        recorded_at=unit.now,
    )
    return _arrive(unit, meeting_id, opening, arrival)


def _me(unit: Unit) -> UUID:
    if unit.actor.person_id is None:
        raise NotAllowed("life.check_in.no_person", "当前账号没有关联人员，不能签到。")
    return unit.actor.person_id


def _opening(tenant_id: UUID, meeting_id: UUID) -> _Opening:
    """Time and mode of a meeting, read again after five seconds: 5,000 people ask for the same row at once."""
    kept = _calendar.get((tenant_id, meeting_id))
    if kept is not None and time.monotonic() - kept[0] < _KEPT_SECONDS:
        return kept[1]
    rows = Meeting.objects.unscoped("whoever stands before the screen may sign in; the code is the proof")
    found = rows.filter(pk=meeting_id).values_list("org_path", "mode", "starts_at", "ends_at").first()
    if found is None:
        raise NotFound()
    opening = _Opening(*found)
    if len(_calendar) >= _MOST_KEPT:
        _calendar.clear()
    _calendar[tenant_id, meeting_id] = (time.monotonic(), opening)
    return opening


def _require_believable(unit: Unit, opening: _Opening, code: Code, device_at: datetime | None) -> None:
    if device_at is None:
        if not is_fresh(code, now=unit.now):
            raise BadInput("life.check_in.expired", "签到码已过期，请重新扫描屏幕上最新的二维码。", field="code")
        if unit.now < opening.starts_at - EARLIEST:
            raise Conflict("life.check_in.early", "尚未到签到时间，会前2小时起可以签到。")
        return
    believable = is_believable(
        code, device_at=device_at, now=unit.now, starts_at=opening.starts_at, ends_at=opening.ends_at
    )
    if not believable:
        text = "离线签到的时间与会议时间不符，未予采纳，请与记录人联系。"
        raise BadInput("life.check_in.offline", text, field="device_at")


def _arrive(unit: Unit, meeting_id: UUID, opening: _Opening, arrival: Arrival) -> Arrival:
    """Mark the own line, if the meeting still takes sign-ins at this very moment: asked inside the one update."""
    source = CheckInSource(arrival.source)
    for role in (AttendanceRole.DUE.value, AttendanceRole.NON_VOTING.value):
        if _mark(unit, role, meeting_id, arrival):
            return replace(arrival, role=role)
    own = Attendance.objects.unscoped("one's own line")
    line: Attendance | None = own.filter(person_id=arrival.person_id, meeting_id=meeting_id).first()
    if line is not None and line.state in HERE:
        return _arrival_of(line)
    meeting = Meeting.objects.unscoped("the state of the meeting signed in to").filter(pk=meeting_id)
    if not meeting.filter(state__in=_states(source)).exists():
        code, text = _CLOSED[source]
        raise Conflict(code, text)
    if line is not None:
        # Somebody changed the line or the meeting between the two statements: never say yes to what was not written.
        raise Conflict("life.check_in.again", "签到未成功，请再试一次。")
    _arrive_unlisted(unit, meeting_id, opening, arrival)
    return replace(arrival, role=AttendanceRole.NON_VOTING.value)


def _mark(unit: Unit, role: str, meeting_id: UUID, arrival: Arrival) -> int:
    return unit.update_prepared(
        _ARRIVE[CheckInSource(arrival.source)],
        unit.tenant_id,
        arrival.person_id,
        role,
        meeting_id,
        note=f"签到 {meeting_id}",
        state=arrival.state,
        source=arrival.source,
        reason="",
        leave_state=LeaveState.NONE.value,
        event_at=arrival.event_at,
        device_at=arrival.device_at,
        recorded_at=arrival.recorded_at,
        recorded_by=arrival.person_name,
    )


def _states(source: CheckInSource) -> list[str]:
    return [state.value for state in _ACCEPTING[source]]


def _arriving(source: CheckInSource) -> PreparedUpdate:
    """Marks the own line of a meeting that takes sign-ins of this kind: building it anew costs more than running it."""

    def waiting(tenant: UUID, person: UUID, role: str, meeting: UUID) -> QuerySet[Any]:
        accepting = Meeting.objects.across_tenants("the line below names the tenant").filter(
            pk=meeting, state__in=_states(source)
        )
        lines: QuerySet[Any] = Attendance.objects.across_tenants("the tenant is the first value").filter(
            tenant_id=tenant, person_id=person, role=role, meeting_id__in=accepting.values("pk"), state__in=_NOT_HERE
        )
        return lines

    return PreparedUpdate(waiting, _WRITTEN, UUID, UUID, str, UUID)


_ARRIVE = {source: _arriving(source) for source in _ACCEPTING}


def _arrival_of(line: Attendance) -> Arrival:
    return Arrival(
        person_id=line.person_id,
        person_name=line.person_name,
        state=line.state,
        source=line.source,
        event_at=line.event_at,
        device_at=line.device_at,
        recorded_at=line.recorded_at,
        role=line.role,
    )


def _arrive_unlisted(unit: Unit, meeting_id: UUID, opening: _Opening, arrival: Arrival) -> None:
    """Somebody who is not on the list stands before the screen: a guest without vote, for the recorder to see."""
    if arrival.source == CheckInSource.REMOTE:
        raise NotFound("life.check_in.not_listed", "您不在本次会议名单中，请与会议组织人联系。")
    person = Person.objects.unscoped("the person's own name").only(*PERSON_FIELDS).get(pk=arrival.person_id)
    line = Attendance(
        meeting_id=meeting_id,
        org_path=opening.org_path,
        person_id=arrival.person_id,
        person_name=person.name,
        person_key=person.name_key[:200],
        role=AttendanceRole.NON_VOTING.value,
        state=arrival.state,
        source=arrival.source,
        event_at=arrival.event_at,
        device_at=arrival.device_at,
        recorded_at=arrival.recorded_at,
        recorded_by=unit.actor.name,
    )
    try:
        with transaction.atomic():
            unit.create(line, note="名单外人员签到，记为列席")
    except IntegrityError:
        return  # the same person signed in twice at the same moment; one line stands

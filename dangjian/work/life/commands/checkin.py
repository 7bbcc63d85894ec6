"""Signing in: by the code on the screen, later from a phone without network, or by joining from afar.

Built for everybody arriving at once: one conditional update (or one insert) per person, no lock on the meeting.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dangjian.directory.members.models import Person
from dangjian.kernel.crypto.primitives import same
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
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

_OPEN = frozenset({MeetingState.PLANNED, MeetingState.NOTIFIED, MeetingState.IN_PROGRESS})
_STILL_OFFLINE = _OPEN | {MeetingState.RECORDED}


@command(CHECK_IN)
def check_in(unit: Unit, *, meeting_id: UUID, code: str, device_at: datetime | None = None) -> Attendance:
    """Sign in with the code of the screen. Signing in again changes nothing and answers the same.

    With `device_at` the code was scanned without network and arrives later: it counts when it was on the screen
    during the meeting, and the time of the phone is kept. Raises BadInput for a wrong or expired code, Conflict when
    the record waits for its signatures, NotFound for a meeting of nobody here.
    """
    meeting = _meeting(meeting_id)
    scanned = parse(code)
    genuine = scanned is not None and same(
        scanned.mac.encode(), mac_of(unit.tenant_id, meeting_id, scanned.slot).encode()
    )
    if scanned is None or not genuine:
        raise BadInput("life.check_in.code", "签到码无效，请重新扫描会场屏幕上的二维码。", field="code")
    source = _accepted(unit, meeting, scanned, device_at)
    return _arrive(
        unit,
        meeting,
        state=AttendanceState.PRESENT,
        source=source,
        event_at=scanned.shown_at if source is CheckInSource.OFFLINE else unit.now,
        device_at=device_at,
    )


@command(CHECK_IN)
def join_remotely(unit: Unit, *, meeting_id: UUID) -> Attendance:
    """Take part from afar in a hybrid or online meeting that has begun. Only people on the list can."""
    meeting = _meeting(meeting_id)
    if meeting.mode == MeetingMode.ON_SITE:
        raise Conflict("life.check_in.on_site", "本次会议为现场会议，请到现场扫码签到。")
    if meeting.state != MeetingState.IN_PROGRESS:
        raise Conflict("life.check_in.not_running", "会议尚未开始或已结束，不能线上参会。")
    if not Attendance.objects.filter(meeting=meeting, person_id=unit.actor.person_id).exists():
        raise NotFound("life.check_in.not_listed", "您不在本次会议名单中，请与会议组织人联系。")
    return _arrive(
        unit, meeting, state=AttendanceState.REMOTE, source=CheckInSource.REMOTE, event_at=unit.now, device_at=None
    )


def _meeting(meeting_id: UUID) -> Meeting:
    rows = Meeting.objects.unscoped("whoever stands before the screen may sign in; the code is the proof")
    found: Meeting | None = (
        rows.filter(pk=meeting_id).only("id", "tenant_id", "org_path", "state", "mode", "starts_at", "ends_at").first()
    )
    if found is None:
        raise NotFound()
    return found


def _accepted(unit: Unit, meeting: Meeting, code: Code, device_at: datetime | None) -> CheckInSource:
    """How the code counts. Raises BadInput or Conflict when it does not."""
    if device_at is None:
        if not is_fresh(code, now=unit.now):
            raise BadInput("life.check_in.expired", "签到码已过期，请重新扫描屏幕上最新的二维码。", field="code")
        if meeting.state not in _OPEN:
            raise Conflict("life.check_in.closed", "会议已结束或取消，签到已截止，请与记录人联系。")
        if unit.now < meeting.starts_at - EARLIEST:
            raise Conflict("life.check_in.early", "尚未到签到时间，会前2小时起可以签到。")
        return CheckInSource.QR
    if meeting.state not in _STILL_OFFLINE:
        raise Conflict("life.check_in.signed", "会议记录已签字，离线签到不能再补入，请与记录人联系。")
    believable = is_believable(
        code, device_at=device_at, now=unit.now, starts_at=meeting.starts_at, ends_at=meeting.ends_at
    )
    if not believable:
        raise BadInput(
            "life.check_in.offline", "离线签到的时间与会议时间不符，未予采纳，请与记录人联系。", field="device_at"
        )
    return CheckInSource.OFFLINE


def _arrive(
    unit: Unit,
    meeting: Meeting,
    *,
    state: AttendanceState,
    source: CheckInSource,
    event_at: datetime,
    device_at: datetime | None,
) -> Attendance:
    person_id = unit.actor.person_id
    if person_id is None:
        raise NotAllowed("life.check_in.no_person", "当前账号没有关联人员，不能签到。")
    own = Attendance.objects.filter(meeting_id=meeting.pk, person_id=person_id)
    arrived = unit.update_many(
        own.exclude(state__in=HERE),
        note=f"签到 {meeting.pk}",
        state=state.value,
        source=source.value,
        reason="",
        leave_state=LeaveState.NONE.value,
        event_at=event_at,
        device_at=device_at,
        recorded_at=unit.now,
        recorded_by=unit.actor.name,
    )
    if not arrived and not own.exists():
        _arrive_unlisted(unit, meeting, person_id, state, source, event_at, device_at)
    line: Attendance = own.get()
    return line


def _arrive_unlisted(
    unit: Unit,
    meeting: Meeting,
    person_id: UUID,
    state: AttendanceState,
    source: CheckInSource,
    event_at: datetime,
    device_at: datetime | None,
) -> None:
    """Somebody who is not on the list stands before the screen: a guest without vote, for the recorder to see."""
    person = Person.objects.unscoped("the person's own name").only(*PERSON_FIELDS).get(pk=person_id)
    line = Attendance(
        meeting_id=meeting.pk,
        org_path=meeting.org_path,
        person_id=person_id,
        person_name=person.name,
        person_key=person.name_key[:200],
        role=AttendanceRole.NON_VOTING.value,
        state=state.value,
        source=source.value,
        event_at=event_at,
        device_at=device_at,
        recorded_at=unit.now,
        recorded_by=unit.actor.name,
    )
    try:
        with transaction.atomic():
            unit.create(line, note="名单外人员签到，记为列席")
    except IntegrityError:
        return  # the same person signed in twice at the same moment; one line stands

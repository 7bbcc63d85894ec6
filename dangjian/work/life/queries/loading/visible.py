"""Who may see a meeting, who keeps its record, and who signs it for the chair."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from dangjian.kernel.actor import Place, current_actor
from dangjian.kernel.errors import NotAllowed, NotFound
from dangjian.kernel.scope import Scope, scope_for
from dangjian.work.life.models import Attendance, Meeting
from dangjian.work.life.permissions import KEEP_RECORD, SIGN_MEETING, VIEW_MEETING
from dangjian.work.life.rules.kinds import MeetingState


def visible_meeting(meeting_id: UUID) -> tuple[Meeting, bool]:
    """A meeting that the acting person may see, and whether as one who looks after it (else as a participant).

    Raises NotFound. A meeting that is only planned is nobody's but its planners'.
    """
    actor = current_actor()
    rows = Meeting.objects.unscoped("participants see their meetings wherever these belong; decided below")
    meeting: Meeting = rows.select_related("series").get(pk=meeting_id)
    if scope_for(actor, VIEW_MEETING).covers(meeting.org_path):
        return meeting, True
    if actor.person_id is not None and meeting.state != MeetingState.PLANNED:
        lines = Attendance.objects.unscoped("one's own line").filter(meeting=meeting, person_id=actor.person_id)
        if actor.person_id in {meeting.chair_id, meeting.recorder_id} or lines.exists():
            return meeting, False
    raise NotFound()


def keeps_record(meeting: Meeting) -> bool:
    """Whether the acting person keeps the record of a meeting that was found to be visible."""
    actor = current_actor()
    is_recorder = meeting.recorder_id is not None and meeting.recorder_id == actor.person_id
    return is_recorder or scope_for(actor, KEEP_RECORD).covers(meeting.org_path)


def keeper_scope(meeting_id: UUID) -> Scope:
    """The scope in which the acting person keeps the record of one meeting: the places of the right, and where the
    person is the recorder the meeting's organisation, so use it for rows of this meeting only.

    Raises NotAllowed for somebody who may see the meeting only, NotFound for anybody else.
    """
    scope = scope_for(current_actor(), KEEP_RECORD)
    meeting, _ = visible_meeting(meeting_id)
    if scope.covers(meeting.org_path):
        return scope
    if not keeps_record(meeting):
        recorder = f"请由记录人{meeting.recorder_name}填写。" if meeting.recorder_name else "本次会议还没有确定记录人。"
        raise NotAllowed("life.meeting.not_recorder", f"您不是本次会议的记录人，不能修改会议记录。{recorder}")
    return _with_place_of(meeting, scope)


def signs_as_chair(meeting: Meeting) -> bool:
    """Whether the acting person confirms the record of a meeting that was found to be visible: as the chair it names,
    or by the right in its place."""
    actor = current_actor()
    is_chair = meeting.chair_id is not None and meeting.chair_id == actor.person_id
    return is_chair or scope_for(actor, SIGN_MEETING).covers(meeting.org_path)


def signer_scope(meeting_id: UUID) -> Scope:
    """The scope in which the acting person signs one meeting for its chair; use it for this meeting only.

    Raises NotAllowed for somebody who may see the meeting only, NotFound for anybody else.
    """
    meeting, _ = visible_meeting(meeting_id)
    if not signs_as_chair(meeting):
        raise NotAllowed("life.sign.not_chair", f"您不是本次会议的主持人，请由主持人{meeting.chair_name}或书记签字。")
    return _with_place_of(meeting, scope_for(current_actor(), SIGN_MEETING))


def _with_place_of(meeting: Meeting, scope: Scope) -> Scope:
    return replace(scope, places=(*scope.places, Place(meeting.org_path, subtree=False)))

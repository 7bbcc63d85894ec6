"""Ledgers: attendance by person, resolutions, talks, leave that waits."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.life.models import Attendance, Resolution, Talk, TalkParty
from dangjian.work.life.permissions import CLOSE_RESOLUTION, RUN_MEETING, VIEW_MEETING, VIEW_OWN_TALK, VIEW_TALK
from dangjian.work.life.queries.loading.show import show_line, show_resolution
from dangjian.work.life.rules.kinds import (
    LeaveState,
    MeetingState,
    ResolutionState,
    TalkOccasion,
)
from dangjian.work.life.rules.record import EDITABLE


@query(VIEW_MEETING)
def list_resolutions(
    *, page: PageRequest, organisation_id: UUID | None = None, state: str = "", overdue: bool = False
) -> dict[str, Any]:
    """Resolutions of archived records in the places one looks after, latest first."""
    rows = Resolution.objects.filter(meeting__state=MeetingState.ARCHIVED).select_related("meeting")
    if organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=organisation_id).org_path))
    if state:
        rows = rows.filter(state=state)
    if overdue:
        rows = rows.filter(state=ResolutionState.OPEN, due_on__lt=clock.today())
    return paginate(rows, page, order=("-created_at", "-id"), show=_show_with_meeting)


@query(CLOSE_RESOLUTION)
def my_resolutions(*, page: PageRequest, state: str = "open") -> dict[str, Any]:
    """Resolutions that the acting person holds."""
    rows = Resolution.objects.filter(
        holder_id=current_actor().person_id, meeting__state=MeetingState.ARCHIVED
    ).select_related("meeting")
    if state:
        rows = rows.filter(state=state)
    return paginate(rows, page, order=("-created_at", "-id"), show=_show_with_meeting)


def _show_with_meeting(row: Resolution) -> dict[str, Any]:
    return {
        **show_resolution(row),
        "meeting_title": row.meeting.title,
        "org_name": row.meeting.org_name,
        "held_on": row.meeting.held_on,
        "is_overdue": row.state == ResolutionState.OPEN and row.due_on is not None and row.due_on < clock.today(),
    }


@query(RUN_MEETING)
def waiting_leave(*, page: PageRequest, meeting_id: UUID | None = None) -> dict[str, Any]:
    """Requests for leave that nobody has decided on yet; they may be decided on until the meeting is over."""
    rows = Attendance.objects.filter(leave_state=LeaveState.REQUESTED, meeting__state__in=EDITABLE).select_related(
        "meeting"
    )
    if meeting_id:
        rows = rows.filter(meeting_id=meeting_id)
    return paginate(
        rows,
        page,
        order=("created_at", "id"),
        show=lambda line: {
            **show_line(line, private=True),
            "meeting_id": line.meeting_id,
            "meeting_title": line.meeting.title,
            "starts_at": line.meeting.starts_at,
        },
    )


@query(VIEW_TALK)
def list_talks(
    *, page: PageRequest, organisation_id: UUID, since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """Talks of a branch with their gist, for its secretary (section 8)."""
    rows = Talk.objects.filter(organisation=Organisation.objects.get(pk=organisation_id))
    if since:
        rows = rows.filter(talked_on__gte=since)
    if until:
        rows = rows.filter(talked_on__lte=until)
    return paginate(rows, page, order=("-talked_on", "-id"), show=_show_talk)


@query(VIEW_OWN_TALK)
def my_talks(*, page: PageRequest) -> dict[str, Any]:
    """Talks that the acting person took part in."""
    mine = TalkParty.objects.filter(person_id=current_actor().person_id).values("talk_id")
    rows = Talk.objects.unscoped("one's own talks, found through one's own lines").filter(pk__in=mine)
    return paginate(rows, page, order=("-talked_on", "-id"), show=_show_talk)


def _show_talk(talk: Talk) -> dict[str, Any]:
    """A talk for those who may read it."""
    return {
        "id": talk.pk,
        "organisation_id": talk.organisation_id,
        "talker_id": talk.talker_id,
        "talker_name": talk.talker_name,
        "talked_to_id": talk.talked_to_id,
        "talked_to_name": talk.talked_to_name,
        "talked_on": talk.talked_on,
        "place": talk.place,
        "occasion": talk.occasion,
        "occasion_label": TalkOccasion(talk.occasion).label,
        "gist": talk.gist.reveal() if talk.gist else "",
        "recorded_by": talk.recorded_by,
    }

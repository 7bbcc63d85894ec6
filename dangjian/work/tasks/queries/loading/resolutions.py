"""Resolutions of meetings that may become supervised tasks."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.actor import current_actor
from dangjian.kernel.errors import Conflict, NotFound
from dangjian.kernel.scope import scope_for
from dangjian.work.life.models import Resolution
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import MeetingState, ResolutionState


def waiting_resolution(resolution_id: UUID) -> Resolution:
    """A resolution of an archived record that is not carried out yet, in a place whose meetings one looks after.

    Raises NotFound, Conflict.
    """
    rows = Resolution.objects.unscoped("a resolution that becomes a task; its place is judged next")
    found: Resolution | None = rows.select_related("meeting").filter(pk=resolution_id).first()
    if found is None or not scope_for(current_actor(), VIEW_MEETING).covers(found.org_path):
        raise NotFound("tasks.resolution.unknown", "没有找到该决议，请刷新后重试。")
    if found.meeting.state != MeetingState.ARCHIVED:
        raise Conflict("tasks.resolution.not_archived", "会议记录归档后，决议才能转为督办任务。")
    if found.state != ResolutionState.OPEN:
        raise Conflict("tasks.resolution.closed", "该决议已办结或撤回，不能转为督办任务。")
    return found

"""The agenda: items are written as a whole list while the record is open."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.life.commands.steps.parts import write_parts
from dangjian.work.life.models import Meeting, MeetingPart
from dangjian.work.life.permissions import PLAN_MEETING
from dangjian.work.life.rules.planning import PartPlan
from dangjian.work.life.rules.record import EDITABLE


@command(PLAN_MEETING)
def set_agenda(unit: Unit, *, meeting_id: UUID, expected_version: int, parts: Sequence[PartPlan]) -> list[MeetingPart]:
    """Write the agenda anew: items with `part_id` keep their minutes, missing ones go, the order is as given.

    Raises Conflict when an item with minutes or a vote would be lost or the record is closed, StaleEdit, BadInput.
    """
    meeting = unit.get(Meeting, meeting_id, expected_version=expected_version)
    if meeting.state not in EDITABLE:
        raise Conflict("life.meeting.closed", "记录已提交，议程不能再修改。")
    if not parts:
        raise BadInput("life.agenda.empty", "请至少保留一项议程。", field="parts")
    known = {part.pk: part for part in MeetingPart.objects.filter(meeting=meeting).select_related("vote")}
    kept = {plan.part_id for plan in parts if plan.part_id is not None}
    if kept - set(known):
        raise BadInput("life.agenda.unknown", "议程中有不属于本次会议的条目，请刷新后重试。", field="parts")
    for part_id, part in known.items():
        if part_id in kept:
            continue
        if part.minutes_text or getattr(part, "vote", None) is not None:
            raise Conflict("life.agenda.has_minutes", f"“{part.title}”已有记录或表决结果，不能删除。")
        unit.delete(part)
    written = write_parts(unit, meeting, parts, known=known)
    _raise_version(unit, meeting)
    return written


def _raise_version(unit: Unit, meeting: Meeting) -> None:
    """The agenda is a part of the plan: who edits an older one is told."""
    meeting.version += 1
    unit.update_batch([meeting], ["version"])

"""Photos, texts of lectures and other documents of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.files import attach, detach
from dangjian.kernel.files.purposes import KINDS
from dangjian.work.life.commands.steps.keeping import by_keeper
from dangjian.work.life.models import Meeting, MeetingFile, MeetingPart
from dangjian.work.life.permissions import KEEP_RECORD
from dangjian.work.life.ports import MEETING_FILE
from dangjian.work.life.rules.kinds import MeetingState
from dangjian.work.life.rules.record import EDITABLE


@command(KEEP_RECORD)
@by_keeper(Meeting, "meeting_id")
def add_files(
    unit: Unit, *, meeting_id: UUID, file_ids: Sequence[UUID], part_id: UUID | None = None, caption: str = ""
) -> list[MeetingFile]:
    """Keep uploaded files with a meeting, or with one of its agenda items, until the record is submitted.

    Raises Conflict when the record is closed, BadInput for files that are not the actor's uploads.
    """
    meeting = unit.get(Meeting, meeting_id, lock=False)
    _require_editable(meeting)
    if part_id is not None and not MeetingPart.objects.filter(pk=part_id, meeting=meeting).exists():
        raise BadInput("life.file.part", "所选议程不属于本次会议。", field="part_id")
    stored = attach(unit, purpose=MEETING_FILE, owner_id=meeting.pk, file_ids=file_ids)
    known = set(MeetingFile.objects.filter(meeting=meeting).values_list("file_id", flat=True))
    return unit.create_many(
        MeetingFile(
            meeting=meeting,
            org_path=meeting.org_path,
            part_id=part_id,
            file_id=file.id,
            file_name=file.file_name[:160],
            content_type=KINDS[file.kind].content_type,
            size=file.size,
            caption=caption.strip(),
            added_by=unit.actor.name,
        )
        for file in stored
        if file.id not in known
    )


@command(KEEP_RECORD)
@by_keeper(MeetingFile, "meeting_file_id")
def remove_file(unit: Unit, *, meeting_file_id: UUID) -> None:
    """Take a file out of an open record."""
    row = unit.get(MeetingFile, meeting_file_id)
    _require_editable(unit.get(Meeting, row.meeting_id, lock=False))
    detach(unit, gone_ids=[row.file_id], owner_id=row.meeting_id)
    unit.delete(row)


def _require_editable(meeting: Meeting) -> None:
    if meeting.state not in EDITABLE or meeting.state == MeetingState.CANCELLED:
        raise Conflict("life.meeting.closed", "记录已提交或会议已取消，附件不能再修改。")

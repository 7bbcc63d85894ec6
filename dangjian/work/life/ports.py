"""What organisational life tells the layers below: who may read the files of a meeting."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.files import DOCUMENTS, IMAGES, MEGABYTE, Purpose, register_purpose
from dangjian.work.life.permissions import RECORD_MEETING


def _may_read(meeting_id: UUID) -> bool:
    """Whoever may see the meeting, or was on its list."""
    from dangjian.work.life.queries.meetings import can_see_meeting  # the queries need the models first

    return can_see_meeting(meeting_id=meeting_id)


MEETING_FILE = register_purpose(
    Purpose(
        code="work.life.meeting_file",
        title="会议照片和资料",
        kinds=(*IMAGES, *DOCUMENTS),
        may_read=_may_read,
        max_bytes=30 * MEGABYTE,
        max_count=60,
        upload=RECORD_MEETING,
    )
)

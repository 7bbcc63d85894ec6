"""What organisational life tells the layers below: who may read files of a meeting, and what keeps an organisation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dangjian.directory.organisations.ports import Blocker, register_blocker
from dangjian.foundation.calendars.sources import Entry, Source, register_source
from dangjian.kernel.files import DOCUMENTS, IMAGES, MEGABYTE, Purpose, register_purpose
from dangjian.work.life.permissions import KEEP_RECORD
from dangjian.work.life.rules.kinds import AttendanceState, LeaveState, MeetingState


def _may_read(meeting_id: UUID) -> bool:
    """Whoever may see the meeting, or was on its list."""
    from dangjian.work.life.queries.meetings import can_see_meeting  # the queries need the models first

    return can_see_meeting(meeting_id=meeting_id)


def _dates(*, person_id: UUID, since: datetime, until: datetime) -> list[Entry]:
    from dangjian.work.life.queries.loading.dates import meetings_for_calendar  # as above

    return meetings_for_calendar(person_id=person_id, since=since, until=until)


register_source(Source("meetings", _dates))
MEETING_FILE = register_purpose(
    Purpose(
        code="work.life.meeting_file",
        title="会议照片和资料",
        kinds=(*IMAGES, *DOCUMENTS),
        may_read=_may_read,
        max_bytes=30 * MEGABYTE,
        max_count=60,
        upload=KEEP_RECORD,
    )
)


def _meetings_in(organisation_id: UUID, *states: MeetingState) -> int:
    from dangjian.work.life.models import Meeting  # ports are registered before the models are needed

    rows = Meeting.objects.unscoped("open matters keep their organisation, whoever asks").filter(
        organisation_id=organisation_id, state__in=states
    )
    return int(rows.count())


def _planned(organisation_id: UUID) -> Blocker | None:
    count = _meetings_in(organisation_id, MeetingState.PLANNED, MeetingState.NOTIFIED)
    return Blocker("planned_meetings", count, f"还有 {count} 个已计划的会议，请先取消") if count else None


def _unfinished(organisation_id: UUID) -> Blocker | None:
    count = _meetings_in(organisation_id, MeetingState.IN_PROGRESS, MeetingState.RECORDED, MeetingState.SIGNED)
    return Blocker("unfinished_meetings", count, f"还有 {count} 个会议的记录未归档，请先办结") if count else None


register_blocker("planned_meetings", _planned)
register_blocker("unfinished_meetings", _unfinished)

UNTOUCHED = Q(
    meeting__state__in=[MeetingState.PLANNED, MeetingState.NOTIFIED],
    state__in=[AttendanceState.DUE, AttendanceState.EXEMPT],
    leave_state=LeaveState.NONE,
)
"""Lines of a list that follow from the register alone: nobody has come, asked for leave or been entered by hand."""

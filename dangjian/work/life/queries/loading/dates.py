"""Meetings as dates in people's own calendars."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dangjian.foundation.calendars.sources import Entry
from dangjian.work.life.models import Meeting
from dangjian.work.life.rules.kinds import MeetingState

MOST = 500


def meetings_for_calendar(*, person_id: UUID, since: datetime, until: datetime) -> list[Entry]:
    """Meetings whose list somebody stands on, as soon as they were told; cancelled ones are marked. One statement.

    What the meeting is called, when and where: nothing of its agenda, its people or its minutes.
    """
    rows = Meeting.objects.unscoped("one's own meetings wherever they belong").filter(
        attendance__person_id=person_id, starts_at__gte=since, starts_at__lte=until, notified_at__isnull=False
    )
    return [
        Entry(
            key=f"meeting.{row.pk}",
            title=row.title,
            changed_at=row.cancelled_at or row.notified_at or row.created_at,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            place=row.place,
            path=f"/meetings/{row.pk}",
            version=row.version,
            is_cancelled=row.state == MeetingState.CANCELLED,
        )
        for row in rows.order_by("starts_at", "id")[:MOST]
    ]

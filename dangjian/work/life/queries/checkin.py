"""The codes that the screen shows for signing in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import Conflict
from dangjian.work.life.models import Attendance, Meeting
from dangjian.work.life.permissions import RUN_MEETING
from dangjian.work.life.queries.loading.codes import mac_of
from dangjian.work.life.rules.checkin import SLOT_SECONDS, slot_of
from dangjian.work.life.rules.kinds import HERE, AttendanceRole
from dangjian.work.life.rules.record import EDITABLE

MOST_SLOTS = 240
"""Codes given at once: two hours, so that a screen goes on when the network is lost."""


@query(RUN_MEETING)
def sign_in_codes(*, meeting_id: UUID, count: int = 4) -> dict[str, Any]:
    """Codes for the next `count` steps of 30 seconds, and how many have come so far."""
    meeting = Meeting.objects.get(pk=meeting_id)
    if meeting.state not in EDITABLE:
        raise Conflict("life.check_in.closed", "会议记录已提交或会议已取消，签到已截止。")
    tenant_id = current_actor().tenant_id
    first = slot_of(clock.now())
    lines = Attendance.objects.filter(meeting=meeting, role=AttendanceRole.DUE)
    return {
        "meeting_id": meeting.pk,
        "renew_seconds": SLOT_SECONDS,
        "codes": [
            {
                "code": f"{slot}.{mac_of(tenant_id, meeting.pk, slot)}",
                "shown_from": datetime.fromtimestamp(slot * SLOT_SECONDS, UTC),
            }
            for slot in range(first, first + min(count, MOST_SLOTS))
        ],
        "due": lines.count(),
        "present": lines.filter(state__in=HERE).count(),
    }

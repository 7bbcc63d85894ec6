"""The attendance ledger 考勤台账."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import query
from dangjian.work.life.models import Attendance
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import AttendanceRole, AttendanceState, MeetingState

MOST_PEOPLE = 5000


@query(VIEW_MEETING)
def attendance_ledger(*, organisation_id: UUID, since: date, until: date, kind: str = "") -> list[dict[str, Any]]:
    """Attendance of each person at the archived meetings of an organisation between two days (two statements).

    Rate: present / (due - exempt - on leave), in per cent with one decimal.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    rows = Attendance.objects.filter(
        meeting__organisation=organisation,
        meeting__state=MeetingState.ARCHIVED,
        meeting__held_on__gte=since,
        meeting__held_on__lte=until,
        role=AttendanceRole.DUE,
    )
    if kind:
        rows = rows.filter(meeting__kind=kind)
    counted = rows.values("person_id", "person_name", "person_key").annotate(
        due=Count("id"),
        present=Count("id", filter=Q(state__in=[AttendanceState.PRESENT, AttendanceState.REMOTE])),
        remote=Count("id", filter=Q(state=AttendanceState.REMOTE)),
        leave=Count("id", filter=Q(state=AttendanceState.LEAVE)),
        absent=Count("id", filter=Q(state=AttendanceState.ABSENT)),
        exempt=Count("id", filter=Q(state=AttendanceState.EXEMPT)),
    )
    found = []
    for row in counted.order_by("person_key", "person_id")[:MOST_PEOPLE]:
        base = row["due"] - row["exempt"] - row["leave"]
        rate = None
        if base > 0:
            rate = (Decimal(row["present"] * 100) / base).quantize(Decimal("0.1"), ROUND_HALF_UP)
        found.append({**{key: value for key, value in row.items() if key != "person_key"}, "rate": rate})
    return found

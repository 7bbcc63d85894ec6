"""Who is due at a meeting and who came, with the evidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.life.models.meeting import Meeting
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import AttendanceRole, AttendanceState, CheckInSource, LeaveState


class Attendance(ScopedModel):
    """One line of the attendance list. Signing in is one conditional update of this row and touches no other."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=80)
    person_key = models.CharField(max_length=200, default="")
    """Sort key of the name as it was."""
    person_org_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=12, choices=AttendanceRole.choices(), default=AttendanceRole.DUE.value)
    has_vote = models.BooleanField(default=False)
    is_leader = models.BooleanField(default=False)
    """Takes part as an ordinary member beside a leading post elsewhere (双重组织生活)."""
    state = models.CharField(max_length=8, choices=AttendanceState.choices(), default=AttendanceState.DUE.value)
    reason = models.CharField(max_length=200, blank=True)
    """Why on leave, absent or exempt."""
    leave_state = models.CharField(max_length=10, choices=LeaveState.choices(), default=LeaveState.NONE.value)
    source = models.CharField(max_length=8, choices=CheckInSource.choices(), blank=True)
    event_at = models.DateTimeField(null=True)
    """When the person was there: the time shown by the code, or given by the recorder."""
    device_at = models.DateTimeField(null=True)
    """Time of the phone when it scanned."""
    recorded_at = models.DateTimeField(null=True)
    """When it reached the platform."""
    recorded_by = models.CharField(max_length=80, blank=True)

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_MEETING

    class Meta:
        db_table = "work_life_attendance"
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="work_life_attendance_once")]
        indexes = [
            models.Index(fields=["tenant_id", "person", "state"], name="work_life_attendance_person"),
            models.Index(fields=["meeting", "person_key"], name="work_life_attendance_list"),
        ]

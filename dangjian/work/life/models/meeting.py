"""Meetings, their agenda items with minutes of their own, attachments and addenda."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.models.series import MeetingSeries
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import EntryKind, ItemKind, MeetingKind, MeetingMode, MeetingState


class Meeting(Versioned, ScopedModel):
    """One event of organisational life, from plan to archive. `org_path` is that of the organisation holding it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    cell = models.ForeignKey(PartyCell, null=True, on_delete=models.PROTECT, related_name="+")
    cell_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=32, choices=MeetingKind.choices())
    state = models.CharField(max_length=12, choices=MeetingState.choices(), default=MeetingState.PLANNED.value)
    title = models.CharField(max_length=120)
    theme = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=8, choices=MeetingMode.choices(), default=MeetingMode.ON_SITE.value)
    place = models.CharField(max_length=120, blank=True)
    online_link = models.CharField(max_length=400, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    held_on = models.DateField()
    """Local date of the event: decides the period in which it counts."""
    evaluation_year = models.PositiveSmallIntegerField(null=True)
    chair = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    chair_name = models.CharField(max_length=80, blank=True)
    recorder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    recorder_name = models.CharField(max_length=80, blank=True)
    planner_person_id = models.UUIDField(null=True)
    planner_name = models.CharField(max_length=80)
    series = models.ForeignKey(MeetingSeries, null=True, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField(default=0)
    """Running number inside the series."""

    notified_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    recorder_signed_at = models.DateTimeField(null=True)
    recorder_signature = models.CharField(max_length=80, blank=True)
    chair_signed_at = models.DateTimeField(null=True)
    chair_signature = models.CharField(max_length=80, blank=True)
    archived_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    returned_reason = models.CharField(max_length=200, blank=True)
    entry_kind = models.CharField(max_length=10, choices=EntryKind.choices(), default=EntryKind.ON_TIME.value)

    due_count = models.PositiveIntegerField(default=0)
    present_count = models.PositiveIntegerField(default=0)
    leave_count = models.PositiveIntegerField(default=0)
    absent_count = models.PositiveIntegerField(default=0)
    exempt_count = models.PositiveIntegerField(default=0)
    due_voters = models.PositiveIntegerField(default=0)
    """Snapshot at opening: the denominator of every vote of this meeting."""

    title_field = "title"
    scope_own = "recorder_id"
    view_action: ClassVar[Action | None] = VIEW_MEETING

    class Meta:
        db_table = "work_life_meeting"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="work_life_meeting_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "held_on"], name="work_life_meeting_place"),
            models.Index(fields=["tenant_id", "held_on", "id"], name="work_life_meeting_day"),
            models.Index(fields=["tenant_id", "state", "starts_at"], name="work_life_meeting_state"),
        ]


class MeetingPart(Versioned, ScopedModel):
    """One agenda item with its own minutes; `duty` says for which duty it counts beside that of the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    item_kind = models.CharField(max_length=12, choices=ItemKind.choices(), default=ItemKind.DISCUSSION.value)
    duty = models.CharField(max_length=32, choices=DutyKind.choices(), blank=True)
    title = models.CharField(max_length=120)
    presenter = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    presenter_name = models.CharField(max_length=80, blank=True)
    needs_vote = models.BooleanField(default=False)
    vote_matter = models.CharField(max_length=32, blank=True)
    minutes = models.TextField(blank=True)
    """Rich text, sanitised on write and again on read."""
    minutes_text = models.TextField(blank=True)
    minutes_by = models.CharField(max_length=80, blank=True)
    minutes_at = models.DateTimeField(null=True)
    carry_over = models.BooleanField(default=False)
    """Not finished: stands on the agenda of the next meeting of the series."""
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    title_field = "title"
    view_action: ClassVar[Action | None] = VIEW_MEETING

    class Meta:
        db_table = "work_life_part"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="work_life_part_position_once"),
        ]


class MeetingFile(ScopedModel):
    """A photo, a text of a lecture, a document: kept with the meeting or with one agenda item."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="files")
    part = models.ForeignKey(MeetingPart, null=True, on_delete=models.CASCADE, related_name="files")
    file_id = models.UUIDField()
    file_name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    caption = models.CharField(max_length=120, blank=True)
    added_by = models.CharField(max_length=80)

    title_field = "file_name"
    view_action: ClassVar[Action | None] = VIEW_MEETING

    class Meta:
        db_table = "work_life_file"
        indexes = [models.Index(fields=["meeting"], name="work_life_file_of")]


class Addendum(ScopedModel):
    """A dated addition to an archived record, with author and reason; the record itself does not change any more."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="addenda")
    text = models.TextField()
    reason = models.CharField(max_length=200)
    author_person_id = models.UUIDField(null=True)
    author_name = models.CharField(max_length=80)

    title_field = "author_name"
    view_action: ClassVar[Action | None] = VIEW_MEETING

    class Meta:
        db_table = "work_life_addendum"

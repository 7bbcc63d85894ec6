"""A mobile member's time away, the branch that takes them in as a guest, and the log that both sides read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.standing.permissions import VIEW_STANDING
from dangjian.work.standing.rules.stays import Direction, EntryKind, GuestState, StayState, WhyKept


class MobileStay(Versioned, ScopedModel):
    """One time away. `org_path` is the home branch's, where the relation stays all the while."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    open_person_id = models.UUIDField(null=True)
    """The person while away: nobody is away twice at once."""
    person_name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    home_name = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=StayState.choices(), default=StayState.UNHOSTED)
    away_from = models.DateField()
    expected_until = models.DateField()
    direction = models.CharField(max_length=16, choices=Direction.choices())
    place = models.CharField(max_length=160)
    why_kept = models.CharField(max_length=20, choices=WhyKept.choices())
    note = models.CharField(max_length=400, blank=True)
    host = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    """The branch of the enterprise that was asked; None outside of it."""
    host_name = models.CharField(max_length=160, blank=True)
    reported_on = models.DateField(null=True)
    """The last report; for somebody abroad the last contact as well."""
    contacted_on = models.DateField(null=True)
    registered_by = models.CharField(max_length=80)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=400, blank=True)

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_STANDING

    class Meta:
        db_table = "work_standing_stay"
        constraints = [models.UniqueConstraint(fields=["open_person_id"], name="work_standing_stay_one_open")]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state"], name="work_standing_stay_place"),
            models.Index(fields=["person", "created_at"], name="work_standing_stay_person"),
        ]


class StayGuest(ScopedModel):
    """A branch that was asked to take a mobile member in: a guest there, never a relation. `org_path` is the host's."""

    stay = models.ForeignKey(MobileStay, on_delete=models.CASCADE, related_name="guests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=GuestState.choices(), default=GuestState.ASKED)
    asked_on = models.DateField()
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    ended_on = models.DateField(null=True)

    title_field = "organisation_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_STANDING

    class Meta:
        db_table = "work_standing_guest"
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state"], name="work_standing_guest_place"),
            models.Index(fields=["stay", "asked_on"], name="work_standing_guest_stay"),
        ]


class StayEntry(ScopedModel):
    """A contact, a report, or attendance that the host confirms: the day it happened and when it was entered."""

    stay = models.ForeignKey(MobileStay, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=EntryKind.choices())
    happened_on = models.DateField()
    text = models.CharField(max_length=400)
    entered_by = models.CharField(max_length=80)
    organisation_name = models.CharField(max_length=160)
    recorded_at = models.DateTimeField()

    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_STANDING

    class Meta:
        db_table = "work_standing_entry"
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "happened_on"], name="work_standing_entry_place"),
            models.Index(fields=["stay", "-happened_on", "-id"], name="work_standing_entry_stay"),
        ]

"""The account of duties: credits derived from archived records, and exemptions granted from above."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.models.meeting import Meeting, MeetingPart
from dangjian.work.life.permissions import VIEW_MATRIX


class DutyCredit(ScopedModel):
    """One archived part (or a talk) on the account of a duty. Derived, never typed in; `part` leads back to it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=32, choices=DutyKind.choices())
    period_key = models.CharField(max_length=8)
    subject = models.CharField(max_length=80, blank=True)
    """Who owed it, where each one does: a cell, a leader, a member, a pair of committee members."""
    subject_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    satisfies = models.BooleanField()
    reason = models.CharField(max_length=120, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.CASCADE, related_name="credits")
    part = models.ForeignKey(MeetingPart, null=True, on_delete=models.CASCADE, related_name="credits")
    talk_id = models.UUIDField(null=True)

    view_action: ClassVar[Action | None] = VIEW_MATRIX

    class Meta:
        db_table = "work_life_duty_credit"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation", "duty", "subject"], name="work_life_credit_once"
            ),
            models.UniqueConstraint(fields=["talk_id", "subject"], name="work_life_credit_talk_once"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "period_key", "org_path"], name="work_life_credit_period"),
            models.Index(fields=["organisation", "period_key"], name="work_life_credit_org"),
        ]


class DutyExemption(ScopedModel):
    """The superior agreed that a duty is not asked for in one period, with the reason."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=32, choices=DutyKind.choices())
    period_key = models.CharField(max_length=8)
    reason = models.CharField(max_length=200)
    granted_by = models.CharField(max_length=80)

    title_field = "reason"
    view_action: ClassVar[Action | None] = VIEW_MATRIX

    class Meta:
        db_table = "work_life_duty_exemption"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "duty", "period_key"], name="work_life_exemption_once"),
        ]

"""A member out of contact: the search, and what the competent bodies decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.standing.permissions import VIEW_STANDING
from dangjian.work.standing.rules.contact import CaseCause, CaseState, DecisionKind, Means


class ContactCase(Versioned, ScopedModel):
    """Somebody who cannot be reached, or has been abroad for too long. `org_path` follows the person's branch."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    open_person_id = models.UUIDField(null=True)
    """The person while the case is open: there is never a second one."""
    person_name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    cause = models.CharField(max_length=16, choices=CaseCause.choices())
    state = models.CharField(max_length=16, choices=CaseState.choices(), default=CaseState.SEARCHING)
    since = models.DateField()
    """Last contact, or the day of going abroad."""
    reason = models.CharField(max_length=400, blank=True)
    opened_by = models.CharField(max_length=80)
    attempts = models.PositiveSmallIntegerField(default=0)
    review_on = models.DateField(null=True)
    """When those who decided to go on searching look at it again."""
    suspended_on = models.DateField(null=True)
    found_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_STANDING

    class Meta:
        db_table = "work_standing_case"
        constraints = [models.UniqueConstraint(fields=["open_person_id"], name="work_standing_case_one_open")]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state"], name="work_standing_case_place"),
            models.Index(fields=["tenant_id", "state", "since"], name="work_standing_case_due"),
        ]


class ContactAttempt(ScopedModel):
    """One attempt to reach somebody: the day it was made, and when it was entered. Never edited."""

    case = models.ForeignKey(ContactCase, on_delete=models.CASCADE, related_name="tries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    means = models.CharField(max_length=12, choices=Means.choices())
    is_reached = models.BooleanField(default=False)
    text = models.CharField(max_length=400)
    made_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_STANDING

    class Meta:
        db_table = "work_standing_attempt"
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "happened_on"], name="work_standing_attempt_place"),
            models.Index(fields=["case", "-happened_on", "-id"], name="work_standing_attempt_case"),
        ]


class StandingDecision(ScopedModel):
    """What was decided: by which body, on which day, with which document. Never edited."""

    case = models.ForeignKey(ContactCase, on_delete=models.CASCADE, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=DecisionKind.choices())
    decided_on = models.DateField()
    body = models.CharField(max_length=160)
    document_no = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=400, blank=True)
    until = models.DateField(null=True)
    """End of 限期改正, or the day to look again."""
    entered_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_STANDING

    class Meta:
        db_table = "work_standing_decision"
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "decided_on"], name="work_standing_decision_place"),
            models.Index(fields=["case", "-decided_on", "-id"], name="work_standing_decision_case"),
        ]

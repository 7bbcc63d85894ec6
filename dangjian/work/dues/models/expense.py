"""What dues were used for: decided together, recorded by one person, booked by another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.dues.models.ledger import Posting
from dangjian.work.dues.permissions import VIEW_EXPENSES
from dangjian.work.dues.rules.using import DecidingBody, ExpensePurpose, ExpenseState


class DuesExpense(ScopedModel):
    """One expense. What was entered is never changed: withdrawn before it is booked, reversed afterwards."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=16, choices=ExpensePurpose.choices())
    clause = models.CharField(max_length=160)
    """The clause that allowed it on that day, as printed."""
    amount_fen = models.BigIntegerField()
    spent_on = models.DateField()
    payee = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    """What for, in words."""
    decided_in = models.CharField(max_length=16, choices=DecidingBody.choices())
    decided_on = models.DateField()
    state = models.CharField(max_length=12, choices=ExpenseState.choices(), default=ExpenseState.WAITING.value)
    recorded_by = models.CharField(max_length=80)
    owner_account_id = models.UUIDField(null=True)
    owner_person_id = models.UUIDField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    """Who booked, refused or withdrew it."""
    settled_at = models.DateTimeField(null=True)
    settled_reason = models.CharField(max_length=200, blank=True)
    posting = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    reversal = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    reversed_by = models.CharField(max_length=80, blank=True)
    reversed_reason = models.CharField(max_length=200, blank=True)

    title_field = "subject"
    view_action: ClassVar[Action | None] = VIEW_EXPENSES

    class Meta:
        db_table = "work_dues_expense"
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="work_dues_expense_amount")]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state", "spent_on"], name="work_dues_expense_place"),
        ]

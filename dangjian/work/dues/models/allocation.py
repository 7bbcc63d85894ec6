"""Dues passed down to a lower organisation, and interest that the account earned."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.dues.models.ledger import Posting
from dangjian.work.dues.permissions import VIEW_STATEMENT


class DuesAllocation(ScopedModel):
    """Money that an organisation passed down, and whether the receiver has it. `org_path` is the receiver's.

    Nothing is rewritten: an allocation is taken back by postings the other way round, on both sides.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    from_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_name = models.CharField(max_length=80)
    amount_fen = models.BigIntegerField()
    sent_on = models.DateField()
    subject = models.CharField(max_length=200)
    """What for, in words."""
    sent_by = models.CharField(max_length=80)
    owner_account_id = models.UUIDField(null=True)
    owner_person_id = models.UUIDField(null=True)
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(null=True)
    received_by = models.CharField(max_length=80, blank=True)
    received_posting = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.CharField(max_length=80, blank=True)
    reversed_reason = models.CharField(max_length=200, blank=True)
    reversal = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    received_reversal = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")

    title_field = "subject"
    view_action: ClassVar[Action | None] = VIEW_STATEMENT

    class Meta:
        db_table = "work_dues_allocation"
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="work_dues_allocation_amount")]
        indexes = [models.Index(fields=["tenant_id", "org_path", "sent_on"], name="work_dues_allocation_place")]


class DuesInterest(ScopedModel):
    """Interest that the bank credited to the account of dues: income of dues, kept where it was earned."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    amount_fen = models.BigIntegerField()
    credited_on = models.DateField()
    recorded_by = models.CharField(max_length=80)
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="+")
    reversal = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    reversed_by = models.CharField(max_length=80, blank=True)
    reversed_reason = models.CharField(max_length=200, blank=True)
    standing = models.DateField(null=True)
    """The day while the record stands: a bank credits an account once a day."""

    title_field = "org_name"
    view_action: ClassVar[Action | None] = VIEW_STATEMENT

    class Meta:
        db_table = "work_dues_interest"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "standing"], name="work_dues_interest_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="work_dues_interest_amount"),
        ]
        indexes = [models.Index(fields=["tenant_id", "org_path", "credited_on"], name="work_dues_interest_place")]

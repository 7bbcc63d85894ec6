"""Dues passed from one level to the next."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.dues.models.ledger import Posting
from dangjian.work.dues.permissions import VIEW_STATEMENT


class Remittance(ScopedModel):
    """What an organisation passed up for some months, and whether the superior has it. `org_path` is the sender's."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=80)
    first_month = models.CharField(max_length=7)
    last_month = models.CharField(max_length=7)
    basis_fen = models.BigIntegerField()
    """What came in during these months, without voluntary payments that go up whole."""
    whole_fen = models.BigIntegerField(default=0)
    """Voluntary payments of a thousand yuan and more, passed up in full."""
    share_up = models.PositiveIntegerField()
    amount_fen = models.BigIntegerField()
    sent_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    sent_by = models.CharField(max_length=80)
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(null=True)
    received_by = models.CharField(max_length=80, blank=True)
    received_posting = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    standing = models.CharField(max_length=7, null=True)
    """The first month while the remittance stands: no month is passed up twice."""

    title_field = "org_name"
    view_action: ClassVar[Action | None] = VIEW_STATEMENT

    class Meta:
        db_table = "work_dues_remittance"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "standing"], name="work_dues_remittance_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="work_dues_remittance_amount"),
        ]
        indexes = [models.Index(fields=["tenant_id", "org_path", "first_month"], name="work_dues_remittance_place")]

"""The ledger: postings whose lines add up to nothing, and what was paid. Nothing here is edited, only reversed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.dues.models.order import DuesOrder
from dangjian.work.dues.permissions import VIEW_DUES
from dangjian.work.dues.rules.kinds import Account, Channel, PaymentKind, PostingKind


class Posting(ScopedModel):
    """One booking of an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=PostingKind.choices())
    happened_on = models.DateField()
    memo = models.CharField(max_length=200, blank=True)
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversals")
    recorded_by = models.CharField(max_length=80)

    title_field = "memo"
    view_action: ClassVar[Action | None] = VIEW_DUES

    class Meta:
        db_table = "work_dues_posting"
        indexes = [models.Index(fields=["tenant_id", "org_path", "happened_on"], name="work_dues_posting_place")]


class LedgerEntry(ScopedModel):
    """One line of a posting: debits are positive, credits negative."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="entries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=12, choices=Account.choices())
    amount_fen = models.BigIntegerField()
    month = models.CharField(max_length=7)
    """The month in which it was booked."""
    period = models.CharField(max_length=7, blank=True)
    """The month that the dues are for."""
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(DuesOrder, null=True, on_delete=models.PROTECT, related_name="entries")

    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_DUES
    secret_fields = frozenset({"amount_fen"})

    class Meta:
        db_table = "work_dues_entry"
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="work_dues_entry_amount")]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "month", "account"], name="work_dues_entry_place"),
            models.Index(fields=["tenant_id", "month", "account", "org_path"], name="work_dues_entry_sums"),
        ]


class DuesPayment(ScopedModel):
    """Money of one member for one month (or given freely), with its receipt. Taken back by a reversal only."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=80)
    order = models.ForeignKey(DuesOrder, null=True, on_delete=models.PROTECT, related_name="payments")
    period = models.CharField(max_length=7)
    kind = models.CharField(max_length=12, choices=PaymentKind.choices())
    amount_fen = models.PositiveIntegerField()
    paid_on = models.DateField()
    channel = models.CharField(max_length=16, choices=Channel.choices())
    channel_txn_id = models.CharField(max_length=64, blank=True)
    receipt_year = models.PositiveSmallIntegerField()
    receipt_number = models.PositiveIntegerField()
    """Running number of the branch in the year; what was handed over together has one receipt."""
    handed_over_by = models.CharField(max_length=80, blank=True)
    """Who paid for the member: a relative, another member (第十二条)."""
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="payments")
    reversal = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    reversed_reason = models.CharField(max_length=200, blank=True)
    standing = models.CharField(max_length=90, null=True)
    """Channel and its number while the payment stands: what a channel reports twice is taken once."""
    recorded_by = models.CharField(max_length=80)

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_DUES
    secret_fields = frozenset({"amount_fen"})

    class Meta:
        db_table = "work_dues_payment"
        constraints = [
            models.UniqueConstraint(fields=["person", "period", "kind", "standing"], name="work_dues_payment_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="work_dues_payment_amount"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "paid_on"], name="work_dues_payment_place"),
            models.Index(fields=["organisation", "receipt_year", "receipt_number"], name="work_dues_payment_receipt"),
        ]

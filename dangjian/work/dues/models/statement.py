"""Daily statements of payment platforms and where they differ from the books."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.dues.models.channel import ChannelMoney, PaymentAccount
from dangjian.work.dues.permissions import RECONCILE
from dangjian.work.dues.rules.channels.comparing import Decision, DifferenceKind


class ChannelStatement(ScopedModel):
    """The statement of a day as it was last compared with the books. `org_path` is that of the account."""

    account = models.ForeignKey(PaymentAccount, on_delete=models.PROTECT, related_name="statements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    lines = models.PositiveIntegerField(default=0)
    total_fen = models.BigIntegerField(default=0)
    compared_at = models.DateTimeField(null=True)
    compared_by = models.CharField(max_length=80, blank=True)

    view_action: ClassVar[Action | None] = RECONCILE

    class Meta:
        db_table = "work_dues_channel_statement"
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="work_dues_statement_once")]
        indexes = [models.Index(fields=["tenant_id", "org_path", "day"], name="work_dues_statement_place")]


class StatementDifference(ScopedModel):
    """One payment about which a statement and the books differ, for people to decide."""

    statement = models.ForeignKey(ChannelStatement, on_delete=models.PROTECT, related_name="differences")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=DifferenceKind.choices())
    transaction_id = models.CharField(max_length=64)
    order_number = models.CharField(max_length=64, blank=True)
    platform_fen = models.BigIntegerField(default=0)
    our_fen = models.BigIntegerField(default=0)
    money = models.ForeignKey(ChannelMoney, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision.choices(), blank=True)
    finding = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    title_field = "transaction_id"
    view_action: ClassVar[Action | None] = RECONCILE
    secret_fields = frozenset({"platform_fen", "our_fen"})

    class Meta:
        db_table = "work_dues_statement_difference"
        constraints = [
            models.UniqueConstraint(fields=["statement", "transaction_id"], name="work_dues_difference_once")
        ]
        indexes = [models.Index(fields=["tenant_id", "org_path", "decided_at"], name="work_dues_difference_place")]

"""Accounts at payment platforms, orders opened there, and every payment that a platform reported."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.dues.models.ledger import Posting
from dangjian.work.dues.permissions import KEEP_CHANNELS, SET_CHANNELS
from dangjian.work.dues.rules.channels.held import HeldReason, MoneyState
from dangjian.work.dues.rules.channels.judging import OrderState
from dangjian.work.dues.rules.channels.settings import PlatformKind


class PaymentAccount(Versioned, ScopedModel):
    """An account of an organisation at a platform; members of the organisation and of those below it pay through it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=PlatformKind.choices())
    merchant_id = models.CharField(max_length=32)
    """WeChat Pay: the merchant; Alipay: the seller (2088…)."""
    app_id = models.CharField(max_length=32)
    serial = models.CharField(max_length=64, blank=True)
    """WeChat Pay: serial of the merchant's certificate."""
    private_key = EncryptedTextField(domain="integration", purpose="向支付平台签名", max_length=8000)
    sealing_key = EncryptedTextField(domain="integration", purpose="打开微信支付通知", max_length=64)
    platform_key_id = models.CharField(max_length=80, blank=True)
    platform_key = models.TextField(max_length=8000)
    """Public: certificate or key with which the platform signs."""
    address = models.CharField(max_length=300, blank=True)
    """Another entrance than the platform's own (a gateway of the enterprise); empty for its own."""
    is_on = models.BooleanField(default=False)
    refused = models.PositiveIntegerField(default=0)
    """Notifications that were not believed."""
    refused_code = models.CharField(max_length=20, blank=True)
    refused_at = models.DateTimeField(null=True)

    title_field = "merchant_id"
    view_action: ClassVar[Action | None] = SET_CHANNELS

    class Meta:
        db_table = "work_dues_payment_account"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "kind", "merchant_id", "app_id"], name="work_dues_account_once"
            )
        ]
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_dues_account_place")]


class ChannelOrder(ScopedModel):
    """What somebody set out to pay at a platform. The amount is that of the sheet and never typed."""

    account = models.ForeignKey(PaymentAccount, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=32)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=80)
    months = models.JSONField(default=list)
    """[month, fen] each."""
    amount_fen = models.PositiveIntegerField()
    payer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    payer_name = models.CharField(max_length=80)
    """Who pays: the member, or somebody for the member."""
    scene = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=OrderState.choices(), default=OrderState.OPEN.value)
    standing = models.CharField(max_length=8, null=True)
    """Set while the order is open: a member has one at a time."""
    way_address = models.TextField(blank=True)
    way_code = models.CharField(max_length=512, blank=True)
    ends_at = models.DateTimeField()
    asked = models.PositiveSmallIntegerField(default=0)
    next_ask_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    title_field = "number"
    scope_own = "payer_id"
    view_action: ClassVar[Action | None] = KEEP_CHANNELS
    secret_fields = frozenset({"amount_fen", "months", "way_address", "way_code"})

    class Meta:
        db_table = "work_dues_channel_order"
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="work_dues_channel_order_number"),
            models.UniqueConstraint(fields=["person", "standing"], name="work_dues_channel_order_one"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="work_dues_channel_order_amount"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "org_path"], name="work_dues_chorder_place"),
            models.Index(fields=["state", "next_ask_at"], name="work_dues_chorder_ask"),
        ]


class ChannelMoney(ScopedModel):
    """One payment that a platform reported and signed: booked, or held for people. Each transaction stands once."""

    account = models.ForeignKey(PaymentAccount, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The branch of the order; that of the account where no order is known."""
    order = models.ForeignKey(ChannelOrder, null=True, on_delete=models.PROTECT, related_name="money")
    order_number = models.CharField(max_length=64)
    transaction_id = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    paid_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=MoneyState.choices())
    reason = models.CharField(max_length=8, choices=HeldReason.choices(), blank=True)
    finding = models.CharField(max_length=200, blank=True)
    """Why it did not fit, in words, or what people found out."""
    posting = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    title_field = "order_number"
    view_action: ClassVar[Action | None] = KEEP_CHANNELS
    secret_fields = frozenset({"amount_fen"})

    class Meta:
        db_table = "work_dues_channel_money"
        constraints = [
            models.UniqueConstraint(fields=["account", "transaction_id"], name="work_dues_channel_money_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="work_dues_channel_money_amount"),
        ]
        indexes = [models.Index(fields=["tenant_id", "org_path", "state"], name="work_dues_chmoney_place")]


class SeenNotice(ScopedModel):
    """Name of a notification that had its effect: the same one again has none (SEC-NET-05)."""

    account = models.ForeignKey(PaymentAccount, on_delete=models.CASCADE, related_name="+")
    notice_id = models.CharField(max_length=128)

    view_action: ClassVar[Action | None] = KEEP_CHANNELS

    class Meta:
        db_table = "work_dues_seen_notice"
        constraints = [models.UniqueConstraint(fields=["account", "notice_id"], name="work_dues_seen_notice_once")]
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_dues_seen_place")]


class PayLink(ScopedModel):
    """A link by which a member lets somebody else pay: whoever has it reads name, months and amount, nothing else."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person_name = models.CharField(max_length=80)
    periods = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64)
    ends_at = models.DateTimeField()

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = KEEP_CHANNELS

    class Meta:
        db_table = "work_dues_pay_link"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "token_hash"], name="work_dues_pay_link_once")]
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_dues_pay_link_place")]

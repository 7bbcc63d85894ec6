"""Messages to people, what goes out by other channels, and when people do not want to be disturbed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import TenantModel, Versioned


def _none_muted() -> list[str]:
    return []


class Message(TenantModel):
    """One message to one person. It is in the platform at once; other channels follow (see Delivery)."""

    person_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    """What it is about, for filters and icons: `meeting_notice`, `todo_reminder`, `import_done` …"""
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    """Which page opens it: `meeting`, `member` … together with `subject_id`; each surface knows its own address."""
    subject_id = models.UUIDField(null=True)
    is_urgent = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    dedupe_key = models.CharField(max_length=120, null=True)  # NULLs do not collide, empty texts would

    title_field = "title"

    class Meta:
        db_table = "foundation_message"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "person_id", "dedupe_key"], name="foundation_message_once")
        ]
        indexes = [
            models.Index(fields=["person_id", "-sent_at", "-id"], name="foundation_message_of"),
            models.Index(fields=["person_id", "read_at"], name="foundation_message_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(TenantModel):
    """A message on its way through one channel outside the platform; the next channel gets a row of its own."""

    WAITING, SENDING, SENT = "waiting", "sending", "sent"
    FAILED, UNCLEAR, SKIPPED = "failed", "unclear", "skipped"
    """Unclear: the platform may have taken it and never said so; it is not sent a second time. Skipped: read meanwhile,
    or the channel has no address of the person."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE)
    person_id = models.UUIDField()
    channel = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    claim = models.UUIDField(null=True)
    """Written before anything is sent: rows of one claim go out as one text, and again only with the same text."""
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "foundation_message_delivery"
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="foundation_delivery_once")]
        indexes = [
            models.Index(fields=["tenant_id", "state", "due_at"], name="foundation_delivery_due"),
            models.Index(fields=["tenant_id", "channel", "sent_at"], name="foundation_delivery_rate"),
            models.Index(fields=["person_id", "channel", "sent_at"], name="foundation_delivery_day"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class MessagePreference(TenantModel):
    """When and how a person wants to be told; absent means the defaults of `rules`."""

    person_id = models.UUIDField()
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    muted_channels: Any = models.JSONField(default=_none_muted)
    first_channel = models.CharField(max_length=20, blank=True)
    """The channel that is tried first; empty: the enterprise's order."""
    digest_at = models.TimeField(null=True)
    """Once a day at this local time, everything that is not urgent as one text; absent: as it comes."""

    class Meta:
        db_table = "foundation_message_preference"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "person_id"], name="foundation_message_preference_once")
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class ChannelSetting(Versioned, TenantModel):
    """A channel as the enterprise set it up."""

    class Kind(models.TextChoices):
        EMAIL = "email", "邮件"
        WECOM = "wecom", "企业微信"
        DINGTALK = "dingtalk", "钉钉"
        SMS_ALIYUN = "sms_aliyun", "短信（阿里云）"
        SMS_HTTP = "sms_http", "短信（通用网关）"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=20)
    """What people read in their preferences."""
    address = models.CharField(max_length=300, blank=True)
    """Mail server or gateway; empty for platforms whose address is fixed."""
    account = models.CharField(max_length=200, blank=True)
    """Mail user, enterprise id, app key or access key."""
    secret = EncryptedTextField(domain="integration", purpose="平台在消息渠道的应用密钥")
    sender = models.CharField(max_length=120, blank=True)
    """From address, agent id, or the signature of text messages."""
    template = models.CharField(max_length=60, blank=True)
    """Approved template of text messages."""
    shows_title = models.BooleanField(default=True)
    """Whether titles of messages leave the platform, or only their number."""
    daily_limit = models.PositiveSmallIntegerField(default=20)
    """Texts to one person within 24 hours."""
    minute_limit = models.PositiveSmallIntegerField(default=300)
    """Texts within a minute, to stay below the limit of the platform."""
    position = models.PositiveSmallIntegerField(default=1)
    """The order in which channels are tried."""
    is_on = models.BooleanField(default=False)

    title_field: ClassVar[str] = "name"

    class Meta:
        db_table = "foundation_message_channel"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "kind"], name="foundation_channel_once")]

    def __str__(self) -> str:
        return self.name

"""Messages to people, what goes out by other channels, and when people do not want to be disturbed."""

from __future__ import annotations

from typing import Any

from django.db import models

from dangjian.kernel.models import TenantModel


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
    """A message on its way through a channel outside the platform."""

    WAITING, SENT, FAILED = "waiting", "sent", "failed"

    message = models.ForeignKey(Message, on_delete=models.CASCADE)
    person_id = models.UUIDField()
    channel = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "foundation_message_delivery"
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="foundation_delivery_once")]
        indexes = [models.Index(fields=["tenant_id", "state", "due_at"], name="foundation_delivery_due")]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class MessagePreference(TenantModel):
    """When and how a person wants to be told; absent means the defaults of `rules`."""

    person_id = models.UUIDField()
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    muted_channels: Any = models.JSONField(default=_none_muted)

    class Meta:
        db_table = "foundation_message_preference"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "person_id"], name="foundation_message_preference_once")
        ]

    def __str__(self) -> str:
        return str(self.person_id)

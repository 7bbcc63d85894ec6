"""Tables of the outbox: facts written with the change they tell of, and one receipt per handler that must hear them."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class OutboxEvent(models.Model):
    """One fact. The key rises, so facts of one aggregate (whose row the command locks) stand in their true order."""

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField()
    aggregate_id = models.CharField(max_length=80)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    recorded_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kernel_outbox_event"
        indexes = [models.Index(fields=["tenant_id", "name", "id"], name="kernel_outbox_by_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.aggregate_id}"


class ReceiptState(models.TextChoices):
    """Whether a handler has dealt with an event; dead keeps the error after the last attempt."""

    PENDING = "pending", "待处理"
    DONE = "done", "完成"
    DEAD = "dead", "失败"


class HandlerReceipt(models.Model):
    """What one handler still owes, or has done, about one event."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="receipts")
    handler = models.CharField(max_length=160)
    aggregate_id = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=ReceiptState.choices, default=ReceiptState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.TextField(default="", blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_handler_receipt"
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="kernel_receipt_once")]
        indexes = [
            models.Index(fields=["state", "event"], name="kernel_receipt_due"),
            models.Index(fields=["state", "handler", "aggregate_id", "event"], name="kernel_receipt_order"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.state}"

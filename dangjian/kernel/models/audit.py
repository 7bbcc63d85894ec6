"""Audit entries, field history and idempotency keys."""

from __future__ import annotations

from django.db import models

from dangjian.kernel.fields import CurrentTransaction, PathField
from dangjian.kernel.ids import new_id


class AuditEntry(models.Model):
    """Who did what to what, when, and how it ended. Written in the transaction of the change."""

    id = models.BigAutoField(primary_key=True)
    xid = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    """Number of the writing transaction where several write at once: lines are sealed in this order, not by id."""
    tenant_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=80)
    surface = models.CharField(max_length=20, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=45, blank=True, default="", db_default="")
    """Network address that it was asked from; empty for what the system does, and in lines of before it was kept."""
    action = models.CharField(max_length=80)
    intent = models.CharField(max_length=80)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    target_title = models.CharField(max_length=200, blank=True)
    org_path = PathField(blank=True, default="")
    outcome = models.CharField(max_length=10)
    code = models.CharField(max_length=80, blank=True)
    changes = models.JSONField(default=dict)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "kernel_audit_entry"
        indexes = [
            models.Index(fields=["tenant_id", "at"], name="kernel_audit_when"),
            models.Index(fields=["target_type", "target_id"], name="kernel_audit_target"),
            models.Index(fields=["xid", "id"], name="kernel_audit_sealing"),
            models.Index(fields=["tenant_id", "account_id", "at"], name="kernel_audit_who"),
        ]


class FieldChange(models.Model):
    """One change of one field: what it was, what it became, since when it is true, when and by whom it was entered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant_id = models.UUIDField()
    model = models.CharField(max_length=60)
    object_id = models.UUIDField()
    field = models.CharField(max_length=60)
    old_value = models.TextField(blank=True)
    new_value = models.TextField(blank=True)
    is_sealed = models.BooleanField(default=False)
    """The values are encrypted (sensitive field)."""
    source = models.CharField(max_length=20)
    source_ref = models.CharField(max_length=60, blank=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        db_table = "kernel_field_change"
        indexes = [models.Index(fields=["object_id", "field", "recorded_at"], name="kernel_change_of")]


class IdempotencyKey(models.Model):
    """The answer given to a request, kept in the transaction of its effect, so that a repeat gets the same answer."""

    id = models.BigAutoField(primary_key=True)
    owner = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=b"")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_idempotency_key"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="kernel_idempotency_once")]
        indexes = [models.Index(fields=["created_at"], name="kernel_idempotency_age")]

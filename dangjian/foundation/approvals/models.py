"""What was asked for and who agreed."""

from __future__ import annotations

from typing import Any

from django.db import models

from dangjian.kernel.models import TenantModel


class ApprovalState(models.TextChoices):
    """How far a request is."""

    PENDING = "pending", "待核准"
    AGREED = "agreed", "已核准，待执行"
    DONE = "done", "已执行"
    REFUSED = "refused", "未核准"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "已过期"


class ApprovalRequest(TenantModel):
    """Something that needs more than one person. `needs` names the roles that still have to agree."""

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    details = models.CharField(max_length=400, blank=True)
    """What follows from agreeing, for whoever decides."""
    params: Any = models.JSONField(default=dict)
    subject_ref = models.CharField(max_length=64, blank=True)
    needs = models.CharField(max_length=120)
    account_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    asker_name = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.PENDING)
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    title_field = "title"

    class Meta:
        db_table = "foundation_approval_request"
        indexes = [
            models.Index(fields=["tenant_id", "state", "-created_at"], name="foundation_approval_state"),
            models.Index(fields=["account_id", "-created_at", "-id"], name="foundation_approval_of"),
        ]

    def __str__(self) -> str:
        return self.title


class Approval(TenantModel):
    """What one person said to a request."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="approvals")
    account_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    decided_by = models.CharField(max_length=80)
    role = models.CharField(max_length=24)
    is_agreed = models.BooleanField()
    note = models.CharField(max_length=200)

    title_field = "decided_by"

    class Meta:
        db_table = "foundation_approval"
        constraints = [
            models.UniqueConstraint(fields=["request", "account_id"], name="foundation_approval_one_each"),
        ]

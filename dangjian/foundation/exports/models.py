"""Exports asked for."""

from __future__ import annotations

from typing import Any

from django.db import models

from dangjian.kernel.fields import PathField
from dangjian.kernel.models import TenantModel


class ExportState(models.TextChoices):
    """How far an export is."""

    PENDING = "pending", "待核准"
    REFUSED = "refused", "未核准"
    WAITING = "waiting", "生成中"
    DONE = "done", "可下载"
    FAILED = "failed", "未能生成"
    EXPIRED = "expired", "已到期删除"


class ExportRequest(TenantModel):
    """One file that somebody asked for. `org_path` is the place whose data it holds: who agrees must cover it."""

    org_path = PathField(editable=False)
    account_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    asked_by = models.CharField(max_length=80)
    exporter = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    file_format = models.CharField(max_length=4)
    params: Any = models.JSONField(default=dict)
    columns = models.CharField(max_length=1000, blank=True)
    """Headings of the chosen columns, for whoever agrees."""
    reason = models.CharField(max_length=200)
    rows = models.PositiveIntegerField(default=0)
    is_sensitive = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    decided_by_id = models.UUIDField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=200, blank=True)
    file_id = models.UUIDField(null=True)
    file_size = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    downloads = models.PositiveIntegerField(default=0)

    title_field = "title"

    class Meta:
        db_table = "foundation_export_request"
        indexes = [
            models.Index(fields=["account_id", "-created_at", "-id"], name="foundation_export_of"),
            models.Index(fields=["tenant_id", "state", "created_at"], name="foundation_export_state"),
        ]

    def __str__(self) -> str:
        return self.title

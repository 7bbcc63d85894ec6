"""Documents asked for and made in the background."""

from __future__ import annotations

from typing import Any

from django.db import models

from dangjian.kernel.models import TenantModel


class PrintState(models.TextChoices):
    """How far a print is."""

    WAITING = "waiting", "生成中"
    DONE = "done", "已生成"
    FAILED = "failed", "未能生成"


class PrintRequest(TenantModel):
    """One document that somebody asked for. The file belongs to that person alone and is removed after some days."""

    account_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    asked_by = models.CharField(max_length=80, blank=True)
    printer = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    params: Any = models.JSONField(default=dict)
    file_format = models.CharField(max_length=4)
    state = models.CharField(max_length=8, choices=PrintState.choices, default=PrintState.WAITING)
    file_id = models.UUIDField(null=True)
    file_size = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    finished_at = models.DateTimeField(null=True)

    title_field = "title"

    class Meta:
        db_table = "foundation_print_request"
        indexes = [
            models.Index(fields=["account_id", "-created_at", "-id"], name="foundation_print_of"),
            models.Index(fields=["tenant_id", "created_at"], name="foundation_print_age"),
        ]

    def __str__(self) -> str:
        return self.title

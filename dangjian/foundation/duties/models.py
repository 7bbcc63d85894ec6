"""What people have to do."""

from __future__ import annotations

from datetime import date

from django.db import models

from dangjian.kernel.fields import PathField
from dangjian.kernel.models import TenantModel

NO_DATE = date(9999, 12, 31)
"""Stands for "no date" in the order of the list, where NULL has no place of its own."""


class Todo(TenantModel):
    """One thing that one person has to do, opened by an app for something of its own (`source`, `source_ref`)."""

    OPEN, DONE, CANCELLED = "open", "done", "cancelled"

    person_id = models.UUIDField()
    org_path = PathField(blank=True, default="")
    source = models.CharField(max_length=60)
    """Which app and matter: `work.life.resolution`."""
    source_ref = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    due_key = models.DateField(default=NO_DATE, editable=False)
    is_manual = models.BooleanField(default=False)
    """The person ends it by saying so; otherwise doing the thing ends it."""
    state = models.CharField(max_length=10, default=OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    done_by_name = models.CharField(max_length=80, blank=True)
    closing_note = models.CharField(max_length=400, blank=True)

    title_field = "title"

    class Meta:
        db_table = "foundation_todo"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "source", "source_ref", "person_id"], name="foundation_todo_once"
            )
        ]
        indexes = [
            models.Index(fields=["person_id", "state", "due_key", "id"], name="foundation_todo_of"),
            models.Index(fields=["tenant_id", "state", "due_key"], name="foundation_todo_due"),
        ]

    def __str__(self) -> str:
        return self.title

"""Versions of definitions. What was published never changes; a change is a new version."""

from __future__ import annotations

from django.db import models

from dangjian.kernel.models import TenantModel, Versioned


class Stage(models.TextChoices):
    """How far a version is."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"


class ProcessDefinition(Versioned, TenantModel):
    """One version of a definition. `document` is one canonical text; `digest` proves that it is the one published."""

    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    """Version number, from 1 up within a key."""
    title = models.CharField(max_length=60)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    is_shipped = models.BooleanField(default=False)
    """Came with the product."""
    note = models.CharField(max_length=200, blank=True)
    """What changed, for whoever chooses a version."""
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=80, blank=True)

    title_field = "title"

    class Meta:
        db_table = "foundation_process_definition"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "key", "number"], name="foundation_process_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

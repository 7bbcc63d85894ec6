"""Secret addresses at which people's own dates can be fetched."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.kernel.models import TenantModel


class CalendarFeed(TenantModel):
    """One address of one person. The address itself is shown once and not kept."""

    person_id = models.UUIDField()
    name = models.CharField(max_length=40)
    """What the person calls the device."""
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    title_field: ClassVar[str] = "name"
    secret_fields: ClassVar[frozenset[str]] = frozenset({"token_hash"})

    class Meta:
        db_table = "foundation_calendar_feed"
        indexes = [models.Index(fields=["person_id", "created_at"], name="foundation_calendar_of")]

    def __str__(self) -> str:
        return self.name

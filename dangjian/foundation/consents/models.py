"""Versions of the notice, who has read which, and the consents given and withdrawn."""

from __future__ import annotations

from typing import Any

from django.db import models

from dangjian.kernel.models import TenantModel


class Notice(TenantModel):
    """One published version of the notice. Never changed: a new text is a new version, and asks again."""

    number = models.PositiveIntegerField()
    summary = models.CharField(max_length=300)
    body = models.TextField(max_length=8000)
    purposes: Any = models.JSONField(default=list)
    """The purposes with their legal ground as the register had them on that day."""
    changed = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    title_field = "summary"

    class Meta:
        db_table = "foundation_notice"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "number"], name="foundation_notice_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class NoticeReading(TenantModel):
    """An account has read a version."""

    account_id = models.UUIDField()
    number = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        db_table = "foundation_notice_reading"
        constraints = [models.UniqueConstraint(fields=["account_id", "number"], name="foundation_notice_read_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class Consent(TenantModel):
    """A person agreed to one optional use under one version of the notice. Withdrawn rows stay as proof."""

    person_id = models.UUIDField()
    use = models.CharField(max_length=60)
    notice_number = models.PositiveIntegerField()
    given_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_channel = models.CharField(max_length=20, blank=True)
    open_key = models.CharField(max_length=80, null=True, editable=False)
    """Use and version while it holds, NULL afterwards: one consent at a time, any number of withdrawn ones."""

    title_field = "use"

    class Meta:
        db_table = "foundation_consent"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "person_id", "open_key"], name="foundation_consent_once")
        ]
        indexes = [models.Index(fields=["person_id", "use"], name="foundation_consent_of")]

    def __str__(self) -> str:
        return self.use

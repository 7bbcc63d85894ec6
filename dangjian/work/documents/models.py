"""Notices and reports, whom they were sent to, who has read them, and the register of numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.documents.permissions import VIEW_DOCUMENT
from dangjian.work.documents.rules import Audience, State


def _nobody() -> list[str]:
    return []


class Document(Versioned, ScopedModel):
    """A notice or a report. `org_path` is that of the organisation that sends it. Not edited once it was sent."""

    kind = models.CharField(max_length=8)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    body = models.TextField(max_length=8000)
    is_urgent = models.BooleanField(default=False)
    audience = models.CharField(max_length=8, default=Audience.OFFICERS.value)
    chosen: Any = models.JSONField(default=_nobody)
    """Ids of the organisations that were chosen; what lies below them at the time of sending is added then."""
    with_below = models.BooleanField(default=False)
    read_by = models.DateField()
    word = models.CharField(max_length=40)
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, default=State.DRAFT.value)
    drafter_id = models.UUIDField(null=True)
    drafter_name = models.CharField(max_length=80)
    sent_at = models.DateTimeField(null=True)
    sent_by_name = models.CharField(max_length=80, blank=True)
    distributed_at = models.DateTimeField(null=True)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    urged_at = models.DateTimeField(null=True)

    title_field: ClassVar[str] = "title"
    view_action: ClassVar[Action | None] = VIEW_DOCUMENT

    class Meta:
        db_table = "work_document"
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state", "-sent_at"], name="work_document_place"),
            models.Index(fields=["tenant_id", "-sent_at", "-id"], name="work_document_latest"),
        ]

    def __str__(self) -> str:
        return self.title


class Target(ScopedModel):
    """An organisation that a document was sent to. `org_path` is its path."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="targets")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    sent_at = models.DateTimeField()

    title_field: ClassVar[str] = "org_name"
    view_action: ClassVar[Action | None] = VIEW_DOCUMENT

    class Meta:
        db_table = "work_document_target"
        constraints = [models.UniqueConstraint(fields=["document", "organisation"], name="work_document_target_once")]
        indexes = [models.Index(fields=["tenant_id", "org_path", "-sent_at"], name="work_document_target_place")]

    def __str__(self) -> str:
        return self.org_name


class Receipt(ScopedModel):
    """A person whom a document reached, and when they read it. `org_path` is that of the organisation it reached."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="receipts")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    title_field: ClassVar[str] = "person_name"
    scope_own: ClassVar[str | None] = "person_id"
    view_action: ClassVar[Action | None] = VIEW_DOCUMENT

    class Meta:
        db_table = "work_document_receipt"
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="work_document_receipt_once")]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "document"], name="work_document_receipt_place"),
            models.Index(fields=["person", "-sent_at", "-id"], name="work_document_receipt_of"),
        ]

    def __str__(self) -> str:
        return self.person_name


class DocumentNumber(ScopedModel):
    """The register of numbers of an organisation: notices, reports and requests; a number is never given again."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=10)
    """`document` or `request` (a case of the process)."""
    subject_id = models.UUIDField()
    title = models.CharField(max_length=120)

    title_field: ClassVar[str] = "text"
    view_action: ClassVar[Action | None] = VIEW_DOCUMENT

    class Meta:
        db_table = "work_document_number"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "organisation", "word", "year", "number"], name="work_document_number_once"
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "subject_kind", "subject_id"], name="work_document_number_of_one"
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "org_path", "-created_at"], name="work_document_number_place")]

    def __str__(self) -> str:
        return self.text

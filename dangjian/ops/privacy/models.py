"""Requests of people about their data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.ops.privacy.permissions import ANSWER_REQUEST
from dangjian.ops.privacy.rules import KINDS


class RequestState(models.TextChoices):
    """How far a request is."""

    OPEN = "open", "办理中"
    DONE = "done", "已办理"
    REFUSED = "refused", "未予办理"
    WITHDRAWN = "withdrawn", "本人已撤回"


class SubjectRequest(ScopedModel):
    """One request of one person; `due_on` is the last day for the answer. `org_path`: where the person belongs."""

    person_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    person_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=[(kind.code, kind.title) for kind in KINDS])
    topic = models.CharField(max_length=80, blank=True)
    """What it is about: a conclusion by rule, a field of the record."""
    text = models.CharField(max_length=1000)
    correction_id = models.UUIDField(null=True)
    """The correction that the branch decides on; its answer is the answer to the request."""
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    ground = models.CharField(max_length=10, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    title_field = "person_name"
    scope_own = "account_id"
    view_action: ClassVar[Action | None] = ANSWER_REQUEST

    class Meta:
        db_table = "ops_subject_request"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "correction_id"], name="ops_subject_request_correction")
        ]
        indexes = [
            models.Index(fields=["tenant_id", "org_path"], name="ops_subject_request_place"),
            models.Index(fields=["tenant_id", "state", "due_on"], name="ops_subject_request_due"),
            models.Index(fields=["account_id", "-asked_at"], name="ops_subject_request_account"),
            models.Index(fields=["person_id", "-asked_at"], name="ops_subject_request_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.kind}"

"""A case and what happened in it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from dangjian.foundation.process.enums import CaseState, PartState, RunState
from dangjian.foundation.process.models.definitions import ProcessDefinition
from dangjian.foundation.process.permissions import VIEW_CASE
from dangjian.kernel.models import ScopedModel, TenantModel, Versioned
from dangjian.kernel.permissions import Action

NO_DATE = date(9999, 12, 31)
"""Stands for "no date" where lists are ordered and jobs look, since NULL has no place of its own."""


class Case(Versioned, ScopedModel):
    """One piece of work under one version of a definition and of the rules. `org_path` is its organisation's."""

    definition = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="cases")
    process_key = models.CharField(max_length=40)
    rule = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    organisation_id = models.UUIDField()
    organisation_name = models.CharField(max_length=80)
    starter_id = models.UUIDField(null=True)
    starter_name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.RUNNING)
    data: Any = models.JSONField(default=dict)
    arrivals: Any = models.JSONField(default=list)
    """Steps that one branch has come to and that wait for the others."""
    started_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    paused_on = models.DateField(null=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    paused_days = models.PositiveIntegerField(default=0)
    next_seq = models.PositiveIntegerField(default=1)
    now_at = models.CharField(max_length=200, blank=True)
    """Titles of the open steps, for lists."""
    now_with = models.CharField(max_length=200, blank=True)
    """Who holds them, for lists."""
    is_unheld = models.BooleanField(default=False)
    due_key = models.DateField(default=NO_DATE)
    """The earliest date of its open steps."""
    urged_on = models.DateField(null=True)

    title_field = "title"
    scope_own = "starter_id"
    view_action: ClassVar[Action | None] = VIEW_CASE

    class Meta:
        db_table = "foundation_process_case"
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state", "due_key"], name="foundation_case_place"),
            models.Index(fields=["tenant_id", "state", "due_key", "id"], name="foundation_case_due"),
            models.Index(fields=["starter_id", "-id"], name="foundation_case_starter"),
            models.Index(fields=["tenant_id", "organisation_id"], name="foundation_case_org"),
        ]


class StepRun(TenantModel):
    """A step that was entered, once for each round. `is_current`: no return has made it void."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="runs")
    step_key = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    seq = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.OPEN)
    is_current = models.BooleanField(default=True)
    is_unheld = models.BooleanField(default=False)
    outcome = models.CharField(max_length=40, blank=True)
    result: Any = models.JSONField(default=dict)
    """Numbers of a vote and where they come from."""
    entered_on = models.DateField()
    earliest_on = models.DateField(null=True)
    remind_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    escalate_on = models.DateField(null=True)
    is_provisional = models.BooleanField(default=False)
    """A date was counted over a year whose holidays were not announced."""
    look_on = models.DateField(default=NO_DATE)
    """The next day on which the daily job looks at it."""
    done_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)

    title_field = "title"

    class Meta:
        db_table = "foundation_process_run"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="foundation_run_seq_once")]
        indexes = [models.Index(fields=["tenant_id", "state", "look_on", "id"], name="foundation_run_look")]


class Part(TenantModel):
    """One person's part in a step: asked once, whatever posts they hold."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parts")
    run = models.ForeignKey(StepRun, on_delete=models.PROTECT, related_name="parts")
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=80)
    seat = models.CharField(max_length=120, blank=True)
    """Why this person: post and organisation as they were."""
    position = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=10, default="holder")
    state = models.CharField(max_length=10, choices=PartState.choices, default=PartState.ASKED)
    outcome = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)

    title_field = "person_name"

    class Meta:
        db_table = "foundation_process_part"
        constraints = [models.UniqueConstraint(fields=["run", "person_id"], name="foundation_part_once")]
        indexes = [
            models.Index(fields=["person_id", "state"], name="foundation_part_of"),
            models.Index(fields=["case", "person_id"], name="foundation_part_case"),
        ]


class CaseEntry(TenantModel):
    """One line of the history. Written once, never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=16)
    step_key = models.CharField(max_length=40, blank=True)
    step_title = models.CharField(max_length=60, blank=True)
    person_id = models.UUIDField(null=True)
    person_name = models.CharField(max_length=80)
    text = models.CharField(max_length=1200)

    title_field = "text"

    class Meta:
        db_table = "foundation_process_entry"
        indexes = [models.Index(fields=["case", "at", "id"], name="foundation_entry_of")]


class CaseDocument(TenantModel):
    """A document of a case: a file that was asked for or added, or a text that the system wrote."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    run = models.ForeignKey(StepRun, on_delete=models.PROTECT, related_name="documents")
    step_key = models.CharField(max_length=40)
    document_key = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120)
    file_id = models.UUIDField(null=True)
    text = models.TextField(blank=True)
    added_by = models.CharField(max_length=80)
    added_by_id = models.UUIDField(null=True)
    added_at = models.DateTimeField()

    title_field = "title"

    class Meta:
        db_table = "foundation_process_document"
        indexes = [models.Index(fields=["case", "step_key", "document_key"], name="foundation_case_document")]

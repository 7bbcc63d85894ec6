"""What happened to a task: append-only, with evidence and requests for more time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.tasks.models.task import SupervisedTask
from dangjian.work.tasks.permissions import VIEW_TASK
from dangjian.work.tasks.rules.kinds import EntryKind, TaskState


class TaskEntry(ScopedModel):
    """One thing that happened to a task. Never changed, never removed."""

    task = models.ForeignKey(SupervisedTask, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind.choices())
    text = models.CharField(max_length=2000, blank=True)
    percent = models.PositiveSmallIntegerField(null=True)
    state_after = models.CharField(max_length=20, choices=TaskState.choices())
    entered_by = models.CharField(max_length=80)
    entered_by_person_id = models.UUIDField(null=True)

    title_field = "text"
    view_action: ClassVar[Action | None] = VIEW_TASK

    class Meta:
        db_table = "work_tasks_entry"
        indexes = [
            models.Index(fields=["tenant_id", "org_path"], name="work_tasks_entry_place"),
            models.Index(fields=["task", "created_at"], name="work_tasks_entry_task"),
        ]


class TaskFile(ScopedModel):
    """A file of evidence, with the entry it came with."""

    task = models.ForeignKey(SupervisedTask, on_delete=models.CASCADE, related_name="files")
    entry = models.ForeignKey(TaskEntry, on_delete=models.CASCADE, related_name="files")
    file_id = models.UUIDField()
    file_name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    title_field = "file_name"
    view_action: ClassVar[Action | None] = VIEW_TASK

    class Meta:
        db_table = "work_tasks_file"
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_tasks_file_place")]


class TaskExtension(ScopedModel):
    """A request for more time and what became of it."""

    task = models.ForeignKey(SupervisedTask, on_delete=models.CASCADE, related_name="requests")
    old_due_on = models.DateField()
    wanted_on = models.DateField()
    reason = models.CharField(max_length=400)
    asked_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
    decision_note = models.CharField(max_length=400, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)

    title_field = "reason"
    view_action: ClassVar[Action | None] = VIEW_TASK

    class Meta:
        db_table = "work_tasks_extension"
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_tasks_extension_place")]

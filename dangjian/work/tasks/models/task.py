"""Supervised tasks, who works on them with others, and their milestones."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.tasks.permissions import VIEW_TASK
from dangjian.work.tasks.rules.kinds import TaskSource, TaskState


class SupervisedTask(Versioned, ScopedModel):
    """One task: who set it, who has it, until when. `org_path` is that of the organisation that has it.

    `issuer` set it and lies at or above `organisation`. A task that was broken down is the `parent` of its parts;
    `root` is the uppermost. `yellow_on` and `black_on` follow from the date and the rule book of the day it was set.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    issuer_name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    depth = models.PositiveSmallIntegerField(default=0)

    title = models.CharField(max_length=120)
    requirement = models.CharField(max_length=2000, blank=True)
    source = models.CharField(max_length=20, choices=TaskSource.choices())
    source_ref = models.CharField(max_length=160, blank=True)
    """The document, meeting or instruction in words."""
    source_id = models.UUIDField(null=True)
    made_once = models.CharField(max_length=120, null=True)
    """Names what a recurring rule or a resolution makes once; nothing for tasks that people register."""

    holder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    due_on = models.DateField()
    yellow_on = models.DateField()
    black_on = models.DateField()
    stopped_on = models.DateField(null=True)
    """Since when the holder is off the clock: the day the task was reported as done."""
    missed = models.PositiveSmallIntegerField(default=0)
    """Earlier dates of the task that went by."""
    extensions = models.PositiveSmallIntegerField(default=0)

    state = models.CharField(max_length=20, choices=TaskState.choices(), default=TaskState.REGISTERED.value)
    percent = models.PositiveSmallIntegerField(default=0)
    urge_level = models.PositiveSmallIntegerField(default=0)
    set_by = models.CharField(max_length=80)
    set_by_person_id = models.UUIDField(null=True)
    submitted_by = models.CharField(max_length=80, blank=True)
    submitted_by_person_id = models.UUIDField(null=True)
    verified_by = models.CharField(max_length=80, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True)

    title_field = "title"
    scope_own = "holder_id"
    view_action: ClassVar[Action | None] = VIEW_TASK

    class Meta:
        db_table = "work_tasks_task"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "made_once"], name="work_tasks_task_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="work_tasks_task_percent"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state", "due_on"], name="work_tasks_task_place"),
            models.Index(fields=["issuer", "state"], name="work_tasks_task_issuer"),
            models.Index(fields=["holder", "state", "due_on"], name="work_tasks_task_holder"),
            models.Index(fields=["tenant_id", "state", "yellow_on"], name="work_tasks_task_clock"),
            models.Index(fields=["tenant_id", "source_id"], name="work_tasks_task_source"),
        ]


class TaskHelper(ScopedModel):
    """An organisation or a person that works on a task with its holder."""

    task = models.ForeignKey(SupervisedTask, on_delete=models.CASCADE, related_name="helpers")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    helper_name = models.CharField(max_length=80)

    title_field = "helper_name"
    view_action: ClassVar[Action | None] = VIEW_TASK

    class Meta:
        db_table = "work_tasks_helper"
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_tasks_helper_place")]


class TaskMilestone(ScopedModel):
    """A point on the way of a task, with its date and the day it was reached."""

    task = models.ForeignKey(SupervisedTask, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=120)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=80, blank=True)

    title_field = "title"
    view_action: ClassVar[Action | None] = VIEW_TASK

    class Meta:
        db_table = "work_tasks_milestone"
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_tasks_milestone_place")]

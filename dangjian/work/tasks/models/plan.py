"""The plan of a year, and lists of responsibilities that tasks come from again and again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.tasks.models.task import SupervisedTask
from dangjian.work.tasks.permissions import VIEW_PLAN
from dangjian.work.tasks.rules.kinds import Rhythm


class PlanItem(Versioned, ScopedModel):
    """One item of the plan of an organisation for a year: a quarter, a date, and once it is given out its task."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    measure = models.CharField(max_length=2000, blank=True)
    due_on = models.DateField()
    task = models.ForeignKey(SupervisedTask, null=True, on_delete=models.PROTECT, related_name="+")
    dropped_reason = models.CharField(max_length=400, blank=True)
    """Why the item will not be done; nothing while it stands."""
    recorded_by = models.CharField(max_length=80)

    title_field = "title"
    view_action: ClassVar[Action | None] = VIEW_PLAN

    class Meta:
        db_table = "work_tasks_plan_item"
        constraints = [
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="work_tasks_plan_item_quarter")
        ]
        indexes = [models.Index(fields=["tenant_id", "org_path", "year", "quarter"], name="work_tasks_plan_item_place")]


class Responsibility(Versioned, ScopedModel):
    """One entry of a list of responsibilities: who, what, on which ground, how it is measured, and how often.

    With a rhythm a task comes of it in each period, on a working day, once.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    list_name = models.CharField(max_length=60)
    """Which list: 主体责任清单, 监督责任清单, one of its own."""
    post_name = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    basis = models.CharField(max_length=160, blank=True)
    measure = models.CharField(max_length=2000, blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices())
    working_days = models.PositiveSmallIntegerField(default=10)
    """By which working day from the end of a period backwards the task is due: 1 is the last one."""
    starts_on = models.DateField()
    next_on = models.DateField(null=True)
    """First day of the period whose task is still to be made; nothing without a rhythm or when it has ended."""
    ended_on = models.DateField(null=True)
    recorded_by = models.CharField(max_length=80)

    title_field = "title"
    view_action: ClassVar[Action | None] = VIEW_PLAN

    class Meta:
        db_table = "work_tasks_responsibility"
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "list_name"], name="work_tasks_responsib_place"),
            models.Index(fields=["tenant_id", "next_on"], name="work_tasks_responsib_next"),
        ]

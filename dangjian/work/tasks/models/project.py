"""Theme projects that tie Party work to production: posts of vanguards, areas of responsibility, indicators (BIZ-1)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.tasks.permissions import VIEW_PROJECT
from dangjian.work.tasks.rules.kinds import Direction, ProjectKind


class ThemeProject(Versioned, ScopedModel):
    """One project of an organisation: what it is for, from when to when, and how it ended."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=ProjectKind.choices())
    title = models.CharField(max_length=120)
    goal = models.CharField(max_length=2000, blank=True)
    scope_words = models.CharField(max_length=400, blank=True)
    """Posts, shifts or area in words."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_on = models.DateField(null=True)
    summary = models.CharField(max_length=2000, blank=True)
    recorded_by = models.CharField(max_length=80)

    title_field = "title"
    view_action: ClassVar[Action | None] = VIEW_PROJECT

    class Meta:
        db_table = "work_tasks_project"
        indexes = [models.Index(fields=["tenant_id", "org_path", "ends_on"], name="work_tasks_project_place")]


class ProjectIndicator(ScopedModel):
    """A figure of the business that a project wants to move, with where it began and where it shall go."""

    project = models.ForeignKey(ThemeProject, on_delete=models.CASCADE, related_name="indicators")
    title = models.CharField(max_length=80)
    unit = models.CharField(max_length=20)
    direction = models.CharField(max_length=8, choices=Direction.choices())
    baseline = models.DecimalField(max_digits=18, decimal_places=4)
    target = models.DecimalField(max_digits=18, decimal_places=4)

    title_field = "title"
    view_action: ClassVar[Action | None] = VIEW_PROJECT

    class Meta:
        db_table = "work_tasks_indicator"
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_tasks_indicator_place")]


class IndicatorValue(ScopedModel):
    """One reading: the day it is of and, apart from it, when it was entered. Never changed; a later entry corrects."""

    indicator = models.ForeignKey(ProjectIndicator, on_delete=models.CASCADE, related_name="values")
    measured_on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    note = models.CharField(max_length=200, blank=True)
    """Where the figure comes from; why it differs from an earlier entry of the same day."""
    entered_by = models.CharField(max_length=80)

    view_action: ClassVar[Action | None] = VIEW_PROJECT

    class Meta:
        db_table = "work_tasks_indicator_value"
        indexes = [
            models.Index(fields=["tenant_id", "org_path"], name="work_tasks_value_place"),
            models.Index(fields=["indicator", "measured_on"], name="work_tasks_value_day"),
        ]

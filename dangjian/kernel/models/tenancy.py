"""Tenants: enterprises on one installation that never meet."""

from __future__ import annotations

from django.db import models

from dangjian.kernel.ids import new_id
from dangjian.kernel.models.base import TenantModel


class Tenant(models.Model):
    """One enterprise. `code` is short and stable (used in commands), `name` is shown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_tenant"


class Setting(TenantModel):
    """A parameter that an administrator set; absent means the declared default (`kernel.parameters`)."""

    key = models.CharField(max_length=80)
    value = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    title_field = "key"

    class Meta:
        db_table = "kernel_setting"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "key"], name="kernel_setting_once")]


class CalendarDay(TenantModel):
    """A day on which this enterprise differs from the public calendar (`kernel.workdays`)."""

    day = models.DateField()
    is_working = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=120, blank=True)

    title_field = "name"

    class Meta:
        db_table = "kernel_calendar_day"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "day"], name="kernel_calendar_day_once")]

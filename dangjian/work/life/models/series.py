"""Series of meetings and templates of agendas."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.fields import PathField
from dangjian.kernel.models import ScopedModel, TenantModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import MeetingKind, MeetingMode


class MeetingSeries(ScopedModel):
    """Meetings of one kind that follow one another; unfinished items are carried over to the next."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32, choices=MeetingKind.choices())
    title = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)

    title_field = "title"
    view_action: ClassVar[Action | None] = VIEW_MEETING

    class Meta:
        db_table = "work_life_series"
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_life_series_place")]


class MeetingTemplate(Versioned, TenantModel):
    """An agenda kept for use again, by the organisation at `org_path` and everything below it."""

    org_path = PathField(blank=True, default="")
    owner_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=32, choices=MeetingKind.choices())
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    theme = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=8, choices=MeetingMode.choices(), default=MeetingMode.ON_SITE.value)
    place = models.CharField(max_length=120, blank=True)
    minutes_long = models.PositiveSmallIntegerField(default=60)
    parts = models.JSONField(default=list)
    """Agenda items: item_kind, duty, title, needs_vote, vote_matter."""

    title_field = "name"

    class Meta:
        db_table = "work_life_template"
        indexes = [models.Index(fields=["tenant_id", "kind"], name="work_life_template_kind")]

"""Who holds which post in which organisation, from when until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.directory.posts.permissions import VIEW_POST
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action


class PostHolding(Versioned, ScopedModel):
    """One person in one post for one period, first and last day included. The name is kept as it was.

    `org_path` is the organisation's. `waiver` is the superior's reason where a customary limit was left.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    person_name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    cell = models.ForeignKey(PartyCell, null=True, on_delete=models.PROTECT, related_name="posts")
    post_kind = models.CharField(max_length=32, choices=PostKind.choices)
    origin = models.CharField(max_length=12, choices=PostOrigin.choices, default=PostOrigin.ELECTED)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    document_no = models.CharField(max_length=80, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    waiver = models.CharField(max_length=200, blank=True)
    sort = models.PositiveSmallIntegerField(default=0)

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_POST
    history_fields = frozenset({"started_on", "ended_on", "post_kind"})

    class Meta:
        db_table = "directory_post_holding"
        indexes = [
            models.Index(fields=["organisation", "ended_on"], name="directory_post_of_org"),
            models.Index(fields=["person", "ended_on"], name="directory_post_of_person"),
            models.Index(fields=["tenant_id", "org_path"], name="directory_post_path"),
        ]

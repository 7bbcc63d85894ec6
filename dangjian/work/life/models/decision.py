"""Votes counted in a meeting, and the resolutions that come of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.life.models.meeting import Meeting, MeetingPart
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import ResolutionKind, ResolutionState, VoteMatter, VoteMethod


class VoteCount(ScopedModel):
    """The figures of one vote, with the denominators of that moment and the rule they were judged by."""

    part = models.OneToOneField(MeetingPart, on_delete=models.CASCADE, related_name="vote")
    matter = models.CharField(max_length=32, choices=VoteMatter.choices())
    method = models.CharField(max_length=14, choices=VoteMethod.choices())
    due_voters = models.PositiveIntegerField()
    present_voters = models.PositiveIntegerField()
    quorum_needed = models.PositiveIntegerField()
    is_quorate = models.BooleanField()
    ballots_issued = models.PositiveIntegerField()
    ballots_returned = models.PositiveIntegerField()
    vote_for = models.PositiveIntegerField()
    vote_against = models.PositiveIntegerField()
    vote_abstain = models.PositiveIntegerField()
    ballots_invalid = models.PositiveIntegerField(default=0)
    is_passed = models.BooleanField()
    explanation = models.CharField(max_length=400)
    counted_by = models.CharField(max_length=80)

    view_action: ClassVar[Action | None] = VIEW_MEETING

    class Meta:
        db_table = "work_life_vote_count"


class Resolution(Versioned, ScopedModel):
    """What was decided, or a problem to put right: with a holder and a date it is that person's task."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="resolutions")
    part = models.ForeignKey(MeetingPart, null=True, on_delete=models.SET_NULL, related_name="resolutions")
    kind = models.CharField(max_length=14, choices=ResolutionKind.choices(), default=ResolutionKind.RESOLUTION.value)
    problem = models.CharField(max_length=400, blank=True)
    text = models.CharField(max_length=1000)
    holder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ResolutionState.choices(), default=ResolutionState.OPEN.value)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    evidence = models.CharField(max_length=1000, blank=True)

    title_field = "text"
    scope_own = "holder_id"
    view_action: ClassVar[Action | None] = VIEW_MEETING

    class Meta:
        db_table = "work_life_resolution"
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state"], name="work_life_resolution_place"),
            models.Index(fields=["holder", "state"], name="work_life_resolution_holder"),
        ]

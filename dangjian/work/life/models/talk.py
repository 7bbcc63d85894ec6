"""Heart-to-heart talks: confidential, seen by the two persons and the branch secretary (section 8)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.life.permissions import VIEW_TALK
from dangjian.work.life.rules.kinds import TalkOccasion


class Talk(ScopedModel):
    """A talk between two persons. Only date and pair leave this table, for the count."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    talker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    talker_name = models.CharField(max_length=80)
    talked_to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    talked_to_name = models.CharField(max_length=80)
    talked_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    occasion = models.CharField(max_length=20, choices=TalkOccasion.choices(), default=TalkOccasion.REGULAR.value)
    gist = EncryptedTextField(domain="person", purpose="谈心谈话要点，仅双方和支部书记可见", max_length=2000)
    recorded_by = models.CharField(max_length=80)

    view_action: ClassVar[Action | None] = VIEW_TALK

    class Meta:
        db_table = "work_life_talk"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(talker=models.F("talked_to")), name="work_life_talk_two_persons"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "talked_on"], name="work_life_talk_place"),
            models.Index(fields=["talker"], name="work_life_talk_talker"),
            models.Index(fields=["talked_to"], name="work_life_talk_to"),
        ]


class TalkParty(ScopedModel):
    """Who took part in a talk: lets each of the two find their own talks and nobody else's."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    scope_own = "person_id"

    class Meta:
        db_table = "work_life_talk_party"
        constraints = [models.UniqueConstraint(fields=["talk", "person"], name="work_life_talk_party_once")]

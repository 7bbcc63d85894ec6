"""A transfer and the legs it goes through."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.transfer.permissions import VIEW_TRANSFER
from dangjian.work.transfer.rules.checks import TransferCause
from dangjian.work.transfer.rules.hops import HopKind, TransferScope
from dangjian.work.transfer.rules.states import RefusalReason, TransferState


class Transfer(Versioned, ScopedModel):
    """The move of one member's relation. `org_path` is the sending branch's: it is responsible until acceptance."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    open_person_id = models.UUIDField(null=True)
    """The person while the transfer is open: nobody has two at once."""
    batch_id = models.UUIDField(null=True)
    """Transfers of a whole branch that began together."""
    person_name = models.CharField(max_length=80)
    scope = models.CharField(max_length=20, choices=TransferScope.choices())
    state = models.CharField(max_length=20, choices=TransferState.choices(), default=TransferState.DRAFT)
    now_with = models.CharField(max_length=16, choices=HopKind.choices(), default=HopKind.FROM_BRANCH)
    cause = models.CharField(max_length=16, choices=TransferCause.choices())
    note = models.CharField(max_length=400, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_name = models.CharField(max_length=80)
    from_committee = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    from_committee_name = models.CharField(max_length=80, blank=True)
    to_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=160)
    to_committee = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    to_committee_name = models.CharField(max_length=160, blank=True)
    asked_by = models.CharField(max_length=80)
    is_own_request = models.BooleanField(default=False)
    """The member asked for it; otherwise the branch began it."""
    checked_by = models.CharField(max_length=80, blank=True)
    """Who confirmed that no discipline case is open and that the file was looked through."""
    dues_paid_until = models.CharField(max_length=7, blank=True)
    unpaid_months = models.PositiveSmallIntegerField(default=0)
    hop_due_on = models.DateField(null=True)
    """Last day of the leg at hand; None without a limit."""
    refused_for = models.CharField(max_length=20, choices=RefusalReason.choices(), blank=True)
    refusal_note = models.CharField(max_length=400, blank=True)
    accepted_on = models.DateField(null=True)
    accepted_by = models.CharField(max_length=80, blank=True)
    ended_on = models.DateField(null=True)

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_TRANSFER

    class Meta:
        db_table = "work_transfer"
        constraints = [models.UniqueConstraint(fields=["open_person_id"], name="work_transfer_one_open")]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state"], name="work_transfer_place"),
            models.Index(fields=["tenant_id", "state", "hop_due_on", "id"], name="work_transfer_due"),
            models.Index(fields=["person", "created_at"], name="work_transfer_person"),
            models.Index(fields=["batch_id"], name="work_transfer_batch"),
        ]


class TransferHop(ScopedModel):
    """One leg: who had the transfer, from when to when, and what they did. Whoever has had a leg sees the transfer."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="hops")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=HopKind.choices())
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(max_length=160)
    arrived_on = models.DateField()
    due_on = models.DateField(null=True)
    clause = models.CharField(max_length=200, blank=True)
    left_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    acted_by = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=400, blank=True)

    title_field = "organisation_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_TRANSFER

    class Meta:
        db_table = "work_transfer_hop"
        constraints = [models.UniqueConstraint(fields=["transfer", "number"], name="work_transfer_hop_once")]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "left_on"], name="work_transfer_hop_place"),
        ]

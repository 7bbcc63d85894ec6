"""Letters of introduction that go out, and those that come in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.transfer.models.transfer import Transfer
from dangjian.work.transfer.permissions import VIEW_TRANSFER
from dangjian.work.transfer.rules.letters import LetterState


class TransferLetter(ScopedModel):
    """A numbered 组织关系介绍信 of a committee. One that was lost or ran out is void; the next has another number."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="letters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=LetterState.choices(), default=LetterState.STANDING)
    issued_on = models.DateField()
    valid_until = models.DateField()
    issued_by = models.CharField(max_length=80)
    public_code = models.CharField(max_length=32, unique=True)
    """In the QR code: tells number, state and validity, nothing else."""
    accept_code = EncryptedTextField(purpose="接收单位凭接收码办理接收", max_length=40)
    accept_key = models.CharField(max_length=64, unique=True)
    """SM3 of the code by which another enterprise of this installation accepts."""
    ended_on = models.DateField(null=True)
    receipt_no = models.CharField(max_length=60, blank=True)

    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_TRANSFER
    secret_fields = frozenset({"public_code", "accept_key"})

    class Meta:
        db_table = "work_transfer_letter"
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="work_transfer_letter_number")]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state"], name="work_transfer_letter_place"),
            models.Index(fields=["tenant_id", "state", "valid_until"], name="work_transfer_letter_due"),
        ]


class IncomingLetter(Versioned, ScopedModel):
    """A letter that somebody came in with from outside, and whether its receipt went back."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=80)
    letter_no = models.CharField(max_length=80)
    issuer_name = models.CharField(max_length=160)
    issued_on = models.DateField()
    valid_until = models.DateField()
    dues_paid_until = models.CharField(max_length=7, blank=True)
    received_on = models.DateField()
    received_by = models.CharField(max_length=80)
    receipt_no = models.CharField(max_length=40)
    receipt_sent_on = models.DateField(null=True)
    is_electronic = models.BooleanField(default=False)
    """Accepted by code from another enterprise of this installation; the receipt went back by itself."""

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_TRANSFER

    class Meta:
        db_table = "work_transfer_incoming"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "issuer_name", "letter_no"], name="work_transfer_incoming_once"
            ),
            models.UniqueConstraint(fields=["organisation", "receipt_no"], name="work_transfer_incoming_receipt"),
        ]
        indexes = [models.Index(fields=["tenant_id", "org_path", "received_on"], name="work_transfer_incoming_place")]

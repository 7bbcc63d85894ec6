"""Lines of bank statements that wait for people to say who paid them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.dues.models.ledger import Posting
from dangjian.work.dues.permissions import VIEW_DUES


class BankLine(ScopedModel):
    """Money that came in on the account of an organisation. Account numbers are not taken over."""

    OPEN, MATCHED, LEFT = "open", "matched", "left"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    happened_on = models.DateField()
    amount_fen = models.BigIntegerField()
    payer_name = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=160, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    line_key = models.CharField(max_length=32)
    """Names the line whatever file it comes in: the same statement imported again adds nothing."""
    state = models.CharField(max_length=8, default=OPEN)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    imported_by = models.CharField(max_length=80)

    title_field = "file_name"
    view_action: ClassVar[Action | None] = VIEW_DUES
    secret_fields = frozenset({"amount_fen", "payer_name", "remark"})

    class Meta:
        db_table = "work_dues_bank_line"
        constraints = [models.UniqueConstraint(fields=["organisation", "line_key"], name="work_dues_bank_line_once")]
        indexes = [models.Index(fields=["tenant_id", "org_path", "state", "happened_on"], name="work_dues_bank_place")]

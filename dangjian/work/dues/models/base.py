"""Bases with their history, and how an organisation keeps its dues."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.dues.permissions import VIEW_DUES, VIEW_STATEMENT
from dangjian.work.dues.rules.kinds import BaseSource, FixingMode, FixReason, PayerKind, Rounding


class DuesBase(ScopedModel):
    """One fixing of a member's dues: from which month it holds, when and by whom it was entered. Never changed: a later
    entry takes its place. `org_path` follows the member to another branch."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person_name = models.CharField(max_length=80)
    valid_from = models.CharField(max_length=7)
    valid_until = models.CharField(max_length=7, blank=True)
    payer_kind = models.CharField(max_length=16, choices=PayerKind.choices())
    base = EncryptedTextField(domain="finance", purpose="计算党费，仅本人和党费工作人员可见", max_length=20)
    """The monthly base in fen, as text."""
    agreed_fen = models.PositiveIntegerField(null=True)
    amount_fen = models.PositiveIntegerField()
    rate = models.PositiveSmallIntegerField(default=0)
    is_capped = models.BooleanField(default=False)
    rounding = models.CharField(max_length=16, choices=Rounding.choices())
    terms_key = models.CharField(max_length=16)
    """Names the numbers that `amount_fen` was computed with: while they hold, a run need not open the base."""
    source = models.CharField(max_length=12, choices=BaseSource.choices())
    reason = models.CharField(max_length=16, choices=FixReason.choices())
    note = models.CharField(max_length=200, blank=True)
    approved_by = models.CharField(max_length=160, blank=True)
    recorded_by = models.CharField(max_length=80)

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_DUES
    secret_fields = frozenset({"agreed_fen", "amount_fen", "rate", "is_capped"})

    class Meta:
        db_table = "work_dues_base"
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "valid_from"], name="work_dues_base_place"),
            models.Index(fields=["person", "valid_from"], name="work_dues_base_person"),
        ]


class DuesSetting(ScopedModel):
    """How an organisation and those below it keep dues from a month on; the nearest one above a branch holds."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    valid_from = models.CharField(max_length=7)
    fixing_mode = models.CharField(max_length=16, choices=FixingMode.choices())
    rounding = models.CharField(max_length=16, choices=Rounding.choices())
    collection_day = models.PositiveSmallIntegerField(default=10)
    share_up = models.PositiveIntegerField()
    """Of what this organisation itself receives, passed up: parts of ten thousand."""
    recorded_by = models.CharField(max_length=80)

    view_action: ClassVar[Action | None] = VIEW_STATEMENT

    class Meta:
        db_table = "work_dues_setting"
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_dues_setting_place")]

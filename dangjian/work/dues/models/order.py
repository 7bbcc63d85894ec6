"""What is owed: monthly runs, one order for each member and month, cases for people to decide."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action
from dangjian.work.dues.models.base import DuesBase
from dangjian.work.dues.permissions import VIEW_DUES
from dangjian.work.dues.rules.kinds import PayerKind, Rounding


class DuesRun(ScopedModel):
    """One confirmed run over an organisation and everything below it. A second run adds what was missing."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=80)
    period = models.CharField(max_length=7)
    state = models.CharField(max_length=10, default="waiting")
    """waiting, done or failed."""
    job_id = models.UUIDField(null=True)
    made = models.PositiveIntegerField(default=0)
    total_fen = models.BigIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    asked_by = models.CharField(max_length=80)
    owner_account_id = models.UUIDField(null=True)
    owner_person_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    title_field = "org_name"
    view_action: ClassVar[Action | None] = VIEW_DUES

    class Meta:
        db_table = "work_dues_run"
        indexes = [models.Index(fields=["tenant_id", "org_path", "period"], name="work_dues_run_place")]


class DuesOrder(ScopedModel):
    """What one member owes for one month. Amounts are never changed; a mistake is cancelled and assessed anew.

    `paid_fen` follows from the ledger and stands here for lists. `org_path` is that of the branch that collects.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=80)
    period = models.CharField(max_length=7)
    payer_kind = models.CharField(max_length=16, choices=PayerKind.choices())
    base = models.ForeignKey(DuesBase, null=True, on_delete=models.PROTECT, related_name="+")
    rate = models.PositiveSmallIntegerField(default=0)
    is_capped = models.BooleanField(default=False)
    rounding = models.CharField(max_length=16, choices=Rounding.choices())
    due_fen = models.PositiveIntegerField()
    paid_fen = models.PositiveIntegerField(default=0)
    paid_at = models.DateTimeField(null=True)
    """When it was paid in full."""
    excused_at = models.DateTimeField(null=True)
    excuse = models.CharField(max_length=200, blank=True)
    """A good reason, or paid elsewhere: the month is not counted as unpaid."""
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    standing = models.CharField(max_length=7, null=True)
    """The month while the order stands, nothing when it is cancelled: a member owes once for a month."""

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_DUES
    secret_fields = frozenset({"due_fen", "paid_fen", "rate", "is_capped"})

    class Meta:
        db_table = "work_dues_order"
        constraints = [
            models.UniqueConstraint(fields=["person", "standing"], name="work_dues_order_once"),
            models.CheckConstraint(condition=Q(paid_fen__lte=F("due_fen")), name="work_dues_order_not_overpaid"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "period"], name="work_dues_order_place"),
            models.Index(
                fields=["tenant_id", "period", "org_path", "due_fen", "paid_fen"], name="work_dues_order_sums"
            ),
        ]


class ArrearsCase(ScopedModel):
    """Six months in a row without payment: laid before people, who decide. Nothing follows by itself (第十四条)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person_name = models.CharField(max_length=80)
    since = models.CharField(max_length=7)
    months = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=400, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)

    title_field = "person_name"
    view_action: ClassVar[Action | None] = VIEW_DUES

    class Meta:
        db_table = "work_dues_case"
        constraints = [models.UniqueConstraint(fields=["person", "since"], name="work_dues_case_once")]
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="work_dues_case_place")]

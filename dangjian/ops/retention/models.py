"""Proposals to erase what is over, and holds that stop them."""

from __future__ import annotations

from typing import Any

from django.db import models

from dangjian.kernel.models import TenantModel


class ProposalState(models.TextChoices):
    """How far a proposal is."""

    OPEN = "open", "待核准"
    FIRST = "first", "待第二人核准"
    DONE = "done", "已清理"
    REFUSED = "refused", "未核准"


class RetentionProposal(TenantModel):
    """Rows of one table whose term is over, or the data of one closed account. Erased only when people agree."""

    TIMED, ACCOUNT = "timed", "account"

    kind = models.CharField(max_length=8)
    table = models.CharField(max_length=80, blank=True)
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=200)
    row_ids: Any = models.JSONField(default=list)
    """Emptied when it is done: the record keeps their number and digest."""
    row_count = models.PositiveIntegerField(default=0)
    tables: Any = models.JSONField(default=dict)
    """Rows by table, as found when it was proposed."""
    proposed_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=ProposalState.choices, default=ProposalState.OPEN)
    first_by_id = models.UUIDField(null=True)
    first_by = models.CharField(max_length=80, blank=True)
    second_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    record = models.TextField(blank=True)
    """What was erased, as JSON; signed. It is the tombstone: it names no value that was erased."""
    signature = models.BinaryField(default=bytes)
    key_id = models.CharField(max_length=40, blank=True)

    title_field = "reason"

    class Meta:
        db_table = "ops_retention_proposal"
        indexes = [models.Index(fields=["tenant_id", "state", "proposed_at"], name="ops_retention_list")]

    def __str__(self) -> str:
        return self.reason


class LegalHold(TenantModel):
    """What must not be erased for now: everything about one person, or one table; always with an end."""

    person_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    table = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=120)
    reason = models.CharField(max_length=400)
    until = models.DateField()
    held_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    title_field = "title"

    class Meta:
        db_table = "ops_legal_hold"
        indexes = [models.Index(fields=["tenant_id", "until"], name="ops_legal_hold_until")]

    def __str__(self) -> str:
        return self.title

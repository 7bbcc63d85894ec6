"""One-time links for activation and for a new password."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.identity.accounts.models.account import Account
from dangjian.kernel.models import TenantModel


class OneTimeLink(TenantModel):
    """A secret handed to one person, good once and for at most 24 hours (SEC-AUTH-08). Only its hash is kept."""

    class Purpose(models.TextChoices):
        ACTIVATE = "activate", "激活账号"
        RESET = "reset", "重设密码"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=80)

    secret_fields: ClassVar[frozenset[str]] = frozenset({"token_hash"})

    class Meta:
        db_table = "identity_one_time_link"

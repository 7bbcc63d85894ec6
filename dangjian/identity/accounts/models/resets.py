"""Taking a lost second factor off an account, which needs two persons."""

from __future__ import annotations

from django.db import models

from dangjian.identity.accounts.models.account import Account
from dangjian.kernel.models import TenantModel


class SecondFactorReset(TenantModel):
    """A request to take the second factor off an account; carried out when a second person agrees (SEC-AUTH-05)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="second_factor_resets")
    reason = models.CharField(max_length=200)
    requested_by_id = models.UUIDField()
    requested_by_name = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    approved_by_id = models.UUIDField(null=True)
    approved_by_name = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_second_factor_reset"

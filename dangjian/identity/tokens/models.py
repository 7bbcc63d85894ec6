"""Tokens by which programs act for the person who made them (SEC-SESS-04)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.identity.accounts.models import Account
from dangjian.kernel.models import TenantModel


class ApiToken(TenantModel):
    """A token for one program. It opens what `scopes` names, as far as its owner may still do that."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    """The last characters, by which its owner knows it again."""
    scopes = models.JSONField(default=list)
    """Names of actions."""
    networks = models.CharField(max_length=400, blank=True)
    ends_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    last_address = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)

    title_field: ClassVar[str] = "name"
    secret_fields: ClassVar[frozenset[str]] = frozenset({"token_hash"})

    class Meta:
        db_table = "identity_api_token"
        indexes = [models.Index(fields=["tenant_id", "account"], name="identity_api_token_of")]

"""Systems that sign their people in by this platform, what people agreed to, and what was issued (SEC-AUTH-10).

Codes and tokens are random and kept as digests; only identity tokens are signed statements.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.identity.accounts.models import Account
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import TenantModel, Versioned


class Client(Versioned, TenantModel):
    """A system that may ask who somebody is. It proves itself by a secret of which a digest is kept."""

    name = models.CharField(max_length=60)
    client_id = models.CharField(max_length=40, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    redirect_uris = models.JSONField(default=list)
    """Compared letter by letter; nothing is a pattern."""
    scopes = models.JSONField(default=list)
    is_on = models.BooleanField(default=True)

    title_field: ClassVar[str] = "name"
    secret_fields: ClassVar[frozenset[str]] = frozenset({"secret_hash"})

    class Meta:
        db_table = "identity_client"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "name"], name="identity_client_name")]


class TokenKey(TenantModel):
    """The key pair that signs identity tokens of an enterprise."""

    key_id = models.CharField(max_length=64, unique=True)
    public = models.JSONField(default=dict)
    private = EncryptedTextField(domain="integration", purpose="签署身份令牌", max_length=8000)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_token_key"


class Consent(TenantModel):
    """What somebody agreed to tell a system. The subject is random for each system: two cannot compare notes."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="consents")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="consents")
    subject = models.CharField(max_length=40)
    scopes = models.JSONField(default=list)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_consent"
        constraints = [
            models.UniqueConstraint(fields=["client", "account"], name="identity_consent_once"),
            models.UniqueConstraint(fields=["client", "subject"], name="identity_consent_subject"),
        ]


class Authorisation(TenantModel):
    """One agreement put to use: a code, and everything that was issued for it, revoked together."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="authorisations")
    scopes = models.JSONField(default=list)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    redirect_uri = models.CharField(max_length=300)
    challenge = models.CharField(max_length=43)
    nonce = models.CharField(max_length=300, blank=True)
    auth_at = models.DateTimeField(null=True)
    code_ends_at = models.DateTimeField()
    code_used_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(db_index=True)
    """Absolute end of all that is renewed from it."""
    revoked_at = models.DateTimeField(null=True)

    secret_fields: ClassVar[frozenset[str]] = frozenset({"code_hash", "challenge", "nonce"})

    class Meta:
        db_table = "identity_authorisation"


class IssuedToken(TenantModel):
    """An access or refresh token."""

    class Kind(models.TextChoices):
        ACCESS = "access", "访问令牌"
        REFRESH = "refresh", "刷新令牌"

    authorisation = models.ForeignKey(Authorisation, on_delete=models.CASCADE, related_name="tokens")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    """A refresh token is good once; a second use shows that it was copied."""

    secret_fields: ClassVar[frozenset[str]] = frozenset({"token_hash"})

    class Meta:
        db_table = "identity_issued_token"

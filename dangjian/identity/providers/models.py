"""Providers that an enterprise trusts, identities linked to accounts, and sign-ons that are under way."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.identity.accounts.models import Account
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import TenantModel, Versioned


class Provider(Versioned, TenantModel):
    """Somebody else who says who a person is: an identity provider of the enterprise, or a platform for chat."""

    class Kind(models.TextChoices):
        OIDC = "oidc", "OpenID Connect"
        CAS = "cas", "CAS"
        LDAP = "ldap", "LDAP / AD 域"
        DINGTALK = "dingtalk", "钉钉"
        FEISHU = "feishu", "飞书"
        WECOM = "wecom", "企业微信"
        WEIXIN = "weixin", "微信"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=40)
    """Shown on the button of the sign-in page."""
    address = models.CharField(max_length=300, blank=True)
    """Issuer (OIDC), root address (CAS), server (LDAP); empty for platforms whose addresses are fixed."""
    client_id = models.CharField(max_length=200, blank=True)
    """Client id, app key, enterprise id, or the name that searches an LDAP directory."""
    secret = EncryptedTextField(domain="integration", purpose="平台在统一登录提供方的应用密钥")
    extra = models.CharField(max_length=200, blank=True)
    """What one kind needs beside: LDAP search base, agent id (WeCom), tenant (Feishu), corporation (DingTalk)."""
    name_attribute = models.CharField(max_length=40, blank=True)
    """LDAP: the attribute that holds what people type."""
    is_on = models.BooleanField(default=False)

    title_field: ClassVar[str] = "name"

    class Meta:
        db_table = "identity_provider"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "name"], name="identity_provider_name")]


class LinkedIdentity(TenantModel):
    """An account at a provider that was linked to an account here, by its person (SEC-AUTH-09)."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="identities")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="linked_identities")
    issuer = models.CharField(max_length=300)
    """Kept beside the provider: when an administrator changes the address, links of the old one open nothing."""
    subject = models.CharField(max_length=255)
    label = models.CharField(max_length=80, blank=True)
    """What the provider calls the person; shown, never looked up."""
    last_used_at = models.DateTimeField(null=True)

    title_field: ClassVar[str] = "label"

    class Meta:
        db_table = "identity_linked_identity"
        constraints = [
            models.UniqueConstraint(fields=["provider", "issuer", "subject"], name="identity_linked_once"),
            models.UniqueConstraint(fields=["provider", "account"], name="identity_linked_one_each"),
        ]


class PendingSignOn(models.Model):
    """A browser that was sent to a provider and has not come back. Holds hashes only: verifier and nonce are derived
    from the token in the browser's cookie, so that a dump completes nothing.

    Written before anybody is known, as failed log-ins are: not a row that commands guard.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", "登录"
        LINK = "link", "绑定"

    state_hash = models.CharField(primary_key=True, max_length=64, editable=False)
    browser_hash = models.CharField(max_length=64)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", null=True)
    """Whose session asked for the link."""
    surface = models.CharField(max_length=20)
    redirect_uri = models.CharField(max_length=300)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "identity_pending_sign_on"

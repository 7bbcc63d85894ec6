"""Accounts: one natural person, one account (SEC-AUTH-01)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from dangjian.identity.accounts.permissions import VIEW_ACCOUNT
from dangjian.kernel.crypto.envelope import blind
from dangjian.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from dangjian.kernel.crypto.masks import mask_phone
from dangjian.kernel.models import GuardedModel, ScopedModel, TenantModel, Versioned
from dangjian.kernel.permissions import Action

INSTALLATION = UUID(int=0)
"""Owner of keys that belong to the installation rather than to one tenant."""


class InstallationIndexField(BlindIndexField):
    """A blind index that is the same in all tenants: at log-in the tenant is not known yet."""

    def index(self, text: str | None, tenant_id: UUID) -> str | None:
        return blind(text, tenant_id=INSTALLATION, label=self.label, normalise=self.normalise)


class Account(AbstractBaseUser, Versioned, ScopedModel):
    """Who can sign in. The person behind it is known by id only; name and place are kept up to date from above.

    There is no flag that gives rights: all rights come from grants (no `is_superuser`, no `is_staff`).
    """

    login_name = models.CharField(max_length=64)
    login_key = models.CharField(max_length=64, unique=True, editable=False)
    """The folded name: NFKC and case folding; unique over the whole installation, never given out again."""
    phone = EncryptedTextField(domain="person", mask=mask_phone, purpose="用手机号登录")
    phone_index = InstallationIndexField(source="phone", form="phone", unique=True)
    person_id = models.UUIDField(null=True, unique=True, editable=False)
    display_name = models.CharField(max_length=80)
    grants_version = models.PositiveIntegerField(default=1, editable=False)
    """Goes up when anything changes that the person's rights depend on; cached rights end with it."""
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, editable=False)
    activated_at = models.DateTimeField(null=True, editable=False)
    disabled_at = models.DateTimeField(null=True, editable=False)
    disabled_reason = models.CharField(max_length=200, blank=True)
    second_factor_at = models.DateTimeField(null=True, editable=False)
    """Since when a second factor is enrolled; the factor itself is kept by allauth."""
    totp_last_step = models.PositiveBigIntegerField(default=0, editable=False)
    """The last 30-second step whose code was used: a code is good once, in all processes (SEC-AUTH-05)."""
    last_login_at = models.DateTimeField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    demo_note = models.CharField(max_length=80, blank=True)
    """Whom the demo person stands for, shown on the log-in page of the demo mode."""

    last_login = None

    USERNAME_FIELD = "login_key"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    scope_own: ClassVar[str | None] = "person_id"
    view_action: ClassVar[Action | None] = VIEW_ACCOUNT
    title_field: ClassVar[str] = "login_name"
    secret_fields: ClassVar[frozenset[str]] = frozenset({"password"})

    class Meta:
        db_table = "identity_account"
        indexes = [models.Index(fields=["tenant_id", "org_path"], name="identity_account_place")]

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # it follows from disabled_at and is never set
        """Whether the account may sign in at all."""
        return self.disabled_at is None

    def __str__(self) -> str:
        return self.login_name


class EarlierPassword(TenantModel):
    """Hash of an earlier password, so that the last five do not come back (SEC-AUTH-02)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="earlier_passwords")
    password = models.CharField(max_length=200)

    secret_fields: ClassVar[frozenset[str]] = frozenset({"password"})

    class Meta:
        db_table = "identity_earlier_password"
        indexes = [models.Index(fields=["account", "created_at"], name="identity_earlier_of")]


class TakenName(GuardedModel):
    """A folded account name that was given out once, as a keyed digest; stays when the account is renamed or erased."""

    digest = models.CharField(primary_key=True, max_length=64)
    taken_at = models.DateTimeField()

    class Meta:
        db_table = "identity_taken_name"

"""What allauth asks of us: how its secrets are sealed, and that nobody signs up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from dangjian.identity.accounts.models.account import INSTALLATION
from dangjian.kernel.crypto.envelope import open_value, seal_value

DOMAIN = "second_factor"
LABEL = "identity.second_factor.secret"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by the office; there is no sign-up and no mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is mailed; people see changes of their sign-in in the message centre and the audit trail."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Seeds of second factors are sealed with SM4-GCM like other sensitive values (SEC-DATA-02)."""

    def encrypt(self, text: str) -> str:
        return seal_value(text, tenant_id=INSTALLATION, domain=DOMAIN, label=LABEL, row_id="-").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return open_value(bytes.fromhex(encrypted_text), tenant_id=INSTALLATION, label=LABEL, row_id="-")

    def get_totp_label(self, user: Any) -> str:
        return str(user.login_name)

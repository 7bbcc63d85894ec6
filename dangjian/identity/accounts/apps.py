"""Registration of the account app."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class AccountsConfig(ModuleConfig):
    name = "dangjian.identity.accounts"
    label = "identity_accounts"
    verbose_name = "账号"

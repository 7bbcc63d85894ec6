"""Registration of the account app."""

from __future__ import annotations

from importlib import import_module

from dangjian.kernel.module import ModuleConfig


class AccountsConfig(ModuleConfig):
    name = "dangjian.identity.accounts"
    label = "identity_accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        super().ready()
        import_module("dangjian.identity.accounts.turning")
        from dangjian.identity.accounts.networks import conceals
        from dangjian.kernel.http.router import concealments

        concealments.append(conceals)

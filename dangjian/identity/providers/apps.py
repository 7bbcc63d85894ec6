"""Registration of the app of other providers of sign-in."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class ProvidersConfig(ModuleConfig):
    name = "dangjian.identity.providers"
    label = "identity_providers"
    verbose_name = "统一登录"

"""Registration of the app by which programs act for a person."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class TokensConfig(ModuleConfig):
    name = "dangjian.identity.tokens"
    label = "identity_tokens"
    verbose_name = "接口令牌"

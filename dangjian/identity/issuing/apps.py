"""Registration of the app by which this platform vouches for its people to other systems."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class IssuingConfig(ModuleConfig):
    name = "dangjian.identity.issuing"
    label = "identity_issuing"
    verbose_name = "身份授权"

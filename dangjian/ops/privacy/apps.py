"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class PrivacyConfig(ModuleConfig):
    """The register of fields, and what is kept about oneself."""

    name = "dangjian.ops.privacy"
    label = "ops_privacy"
    verbose_name = "个人信息权利"

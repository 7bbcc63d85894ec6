"""Registration of notice and consent."""

from dangjian.kernel.module import ModuleConfig


class ConsentsConfig(ModuleConfig):
    """What people are told about their data, and what they agreed to."""

    name = "dangjian.foundation.consents"
    label = "foundation_consents"
    verbose_name = "告知与同意"

"""Registration of approvals."""

from dangjian.kernel.module import ModuleConfig


class ApprovalsConfig(ModuleConfig):
    """What nobody does alone."""

    name = "dangjian.foundation.approvals"
    label = "foundation_approvals"
    verbose_name = "双人核准"

"""Registration of exports."""

from dangjian.kernel.module import ModuleConfig


class ExportsConfig(ModuleConfig):
    """Files with people's data that leave the platform."""

    name = "dangjian.foundation.exports"
    label = "foundation_exports"
    verbose_name = "数据导出"

"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class SettingsConfig(ModuleConfig):
    """Parameters, calendar, audit trail, background jobs."""

    name = "dangjian.ops.settings"
    label = "ops_settings"
    verbose_name = "系统设置"

"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class RostersConfig(ModuleConfig):
    """Rosters in and out: import of organisations and members, export in the same layout."""

    name = "dangjian.directory.rosters"
    label = "directory_rosters"
    verbose_name = "名册导入导出"

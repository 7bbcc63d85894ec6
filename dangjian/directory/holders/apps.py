"""Registration of the answers to the process engine."""

from dangjian.kernel.module import ModuleConfig


class HoldersConfig(ModuleConfig):
    """Who holds a step: posts, roles, people and places as they stand."""

    name = "dangjian.directory.holders"
    label = "directory_holders"
    verbose_name = "办理人"

"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class GrantsConfig(ModuleConfig):
    """Who may do what, where, until when."""

    name = "dangjian.directory.grants"
    label = "directory_grants"
    verbose_name = "授权"

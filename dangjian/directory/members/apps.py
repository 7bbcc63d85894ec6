"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class MembersConfig(ModuleConfig):
    """People: members and those on the way to membership."""

    name = "dangjian.directory.members"
    label = "directory_members"
    verbose_name = "党员"

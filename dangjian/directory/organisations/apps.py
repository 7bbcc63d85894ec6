"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class OrganisationsConfig(ModuleConfig):
    """Party organisations and administrative units."""

    name = "dangjian.directory.organisations"
    label = "directory_organisations"
    verbose_name = "党组织"

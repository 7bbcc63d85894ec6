"""Registration of the app."""

from dangjian.kernel.apart import Apart, keep_apart
from dangjian.kernel.module import ModuleConfig


class GrantsConfig(ModuleConfig):
    """Who may do what, where, until when."""

    name = "dangjian.directory.grants"
    label = "directory_grants"
    verbose_name = "授权"

    def ready(self) -> None:
        super().ready()
        from dangjian.directory.grants.permissions import ADMINISTRATORS, BESIDE_ANY

        apart = Apart("directory_role_grant", "identity_account", ADMINISTRATORS, BESIDE_ANY)
        keep_apart(apart, self)

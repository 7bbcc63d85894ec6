"""Registration of the app."""

from django.db.models.signals import post_migrate

from dangjian.kernel.apart import Apart, receiver
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
        post_migrate.connect(receiver(apart), sender=self, dispatch_uid="directory.grants.apart", weak=False)

"""Registration of the kernel."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.db.models.signals import post_migrate

OWN_FILES = (
    *("crypto.checks", "crypto.jobs", "privacy.own", "privacy.checks"),
    *("files.api", "files.jobs", "files.turning", "jobs.api", "housekeeping"),
)
"""Files of the kernel that register something."""


class KernelConfig(AppConfig):
    """The mechanism under everything: no business noun in here."""

    name = "dangjian.kernel"
    label = "kernel"
    verbose_name = "平台内核"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dangjian.kernel.sealing.triggers import install

        post_migrate.connect(install, sender=self, dispatch_uid="kernel.sealing")
        for name in OWN_FILES:
            parent = f"dangjian.kernel.{name}".rpartition(".")[0]
            if find_spec(parent) and find_spec(f"dangjian.kernel.{name}"):
                import_module(f"dangjian.kernel.{name}")

"""Registration of the kernel."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The mechanism under everything: no business noun in here."""

    name = "dangjian.kernel"
    label = "kernel"
    verbose_name = "平台内核"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for name in ("crypto.checks", "http.checks", "files.api", "files.jobs", "jobs.api", "housekeeping"):
            parent = f"dangjian.kernel.{name}".rpartition(".")[0]
            if find_spec(parent) and find_spec(f"dangjian.kernel.{name}"):
                import_module(f"dangjian.kernel.{name}")

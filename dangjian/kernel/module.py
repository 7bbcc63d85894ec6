"""Registration of apps: each app's files are loaded by name, so that nothing has to be listed twice."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

LOADED = ("privacy", "permissions", "events", "handlers", "jobs", "ports", "search", "api")


class ModuleConfig(AppConfig):
    """Base of every app's configuration: loads the files that register something."""

    default = False
    """This base is no app itself; Django would otherwise find two configurations in each `apps.py`."""
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    def ready(self) -> None:
        for name in LOADED:
            full = f"{self.name}.{name}"
            if find_spec(full) is not None:
                import_module(full)

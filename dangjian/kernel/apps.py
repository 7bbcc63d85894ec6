"""Registration of the kernel."""

import sqlite3
from datetime import date
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.dateparse import parse_date

OWN_FILES = (
    *("crypto.checks", "crypto.jobs", "privacy.own", "privacy.checks", "http.checks"),
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
        import_module("django.db.backends.sqlite3.base")  # registers a converter of its own when it is loaded
        sqlite3.register_converter("date", _date_of)
        for name in OWN_FILES:
            parent = f"dangjian.kernel.{name}".rpartition(".")[0]
            if find_spec(parent) and find_spec(f"dangjian.kernel.{name}"):
                import_module(f"dangjian.kernel.{name}")


@lru_cache(maxsize=40_000)
def _date_of(stored: bytes) -> date | None:
    """A date as SQLite keeps it. Lists of people are full of dates, and a century has 36,525 different ones."""
    return parse_date(stored.decode())

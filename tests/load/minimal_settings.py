"""Settings of the yardstick: the product's data base, nothing else of it."""

from __future__ import annotations

from dangjian.project.settings import DATABASES, DEFAULT_AUTO_FIELD, SECRET_KEY, USE_TZ

__all__ = ["DATABASES", "DEFAULT_AUTO_FIELD", "SECRET_KEY", "USE_TZ"]

ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.contenttypes"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.load.minimal"

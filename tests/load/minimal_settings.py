"""Settings of the yardstick: the product's data base, nothing else of it."""

from __future__ import annotations

from dangjian.project.settings import DATABASES as PRODUCT
from dangjian.project.settings import DEFAULT_AUTO_FIELD, SECRET_KEY, USE_TZ

__all__ = ["DATABASES", "DEFAULT_AUTO_FIELD", "SECRET_KEY", "USE_TZ"]

DATABASES = {
    # Without our backend: it holds statements to the reach of somebody acting, and nobody acts here.
    alias: settings
    | {"ENGINE": settings["ENGINE"].replace("dangjian.kernel.rowlevel.backend", "django.db.backends.postgresql")}
    for alias, settings in PRODUCT.items()
}
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.contenttypes"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.load.minimal"

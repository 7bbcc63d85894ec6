"""WSGI entry for the application server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangjian.project.settings")
application = get_wsgi_application()

from dangjian.kernel.http.checks import refuse_unsafe_start  # noqa: E402 - models must be loaded first

refuse_unsafe_start()

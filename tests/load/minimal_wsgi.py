"""WSGI entry of the yardstick."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.load.minimal_settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

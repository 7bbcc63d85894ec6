"""WSGI entry for the application server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangjian.project.settings")
# People wait for these statements: what takes longer belongs into a job (SEC-REL-03).
os.environ.setdefault("DANGJIAN_PROCESS", "web")
gc.disable()
application = get_wsgi_application()

from dangjian.kernel.http.checks import refuse_unsafe_start  # noqa: E402 - models must be loaded first
from dangjian.kernel.orphans import end_with_supervised_parent  # noqa: E402 - as above

refuse_unsafe_start()
end_with_supervised_parent()
# What was loaded stays for the life of the process: the collector need not look at it again during requests.
gc.enable()
gc.collect()
gc.freeze()
# A page of a list makes some thousand objects and drops them all: looking at each seven hundred is too often.
gc.set_threshold(20_000, 20, 20)

"""Settings of the test suite: those of the product, with a data directory that is thrown away."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _throw_away_data() -> str:
    """A fresh data directory for this test process, removed at its end."""
    path = tempfile.mkdtemp(prefix="dangjian-test-")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


os.environ["DANGJIAN_TESTING"] = "1"
os.environ["DANGJIAN_ENV"] = "test"
os.environ["DANGJIAN_DATA"] = os.environ.get("DANGJIAN_TEST_DATA") or _throw_away_data()
os.environ.setdefault("DANGJIAN_LOG_LEVEL", "ERROR")
os.environ["DANGJIAN_DB"] = os.environ.get("DANGJIAN_TEST_DB", "")

from dangjian.project.settings import *  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads, live servers and the worker must meet in one data base.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["DANGJIAN_DATA"]) / "test.sqlite3")}
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
# Open connections would keep the throw-away data base from being dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0

"""The service whose rate the figures of `make bench` are shares of opens the product's data base, whichever it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.serving import ROOT

ASK = """
import tests.load.minimal_wsgi
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT 1")
    print(cursor.fetchone()[0])
"""


def test_the_yardstick_reaches_the_data_base(tmp_path: Path) -> None:
    place = {"DANGJIAN_DATA": str(tmp_path), "DANGJIAN_DB": os.environ.get("DANGJIAN_TEST_DB", "")}
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    asked = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env={**kept, **place}, capture_output=True, text=True, check=False
    )
    assert asked.stdout.strip() == "1", asked.stderr

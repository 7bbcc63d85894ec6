"""ARC-1: DANGJIAN_MODULES decides which routes, handlers and jobs a process carries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, django
django.setup()
from dangjian.project.urls import api
from dangjian.kernel.events.base import carried_handlers
from dangjian.kernel.jobs.registry import carried_jobs
from dangjian.kernel.http.api import openapi_document
print(json.dumps({
    "routes": sorted({path.split("/")[3] for path in openapi_document(api)["paths"]}),
    "handlers": sorted({name.split(".")[0] for name in carried_handlers()}),
    "jobs": sorted({name.split(".")[0] for name in carried_jobs()}),
}))
"""


def _carried(modules: str, data: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "DANGJIAN_MODULES": modules,
        "DANGJIAN_DATA": str(data),
        "DANGJIAN_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "dangjian.project.settings",
    }
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    carried: dict[str, Any] = json.loads(run.stdout)
    return carried


def test_ARC_1_process_with_all_modules_carries_everything(tmp_path: Path) -> None:
    carried = _carried("all", tmp_path)

    assert {"directory", "foundation", "identity", "work"} <= set(carried["routes"])


@pytest.mark.parametrize(
    ("modules", "absent"),
    [("work", {"ops"}), ("ops", {"work"}), ("directory,foundation", {"work", "ops"})],
)
def test_ARC_1_process_carries_only_what_it_is_told(modules: str, absent: set[str], tmp_path: Path) -> None:
    carried = _carried(modules, tmp_path)

    for kind in ("routes", "handlers", "jobs"):
        assert not absent & set(carried[kind]), kind
        assert set(carried[kind]) <= {*modules.split(","), "kernel", "identity"}, kind


def test_ARC_1_unknown_module_is_refused_at_start(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        _carried("works", tmp_path)

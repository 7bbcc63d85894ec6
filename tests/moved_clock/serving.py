"""Runs `manage.py serve` so that its processes find the moved clock; serve itself lets no environment say where."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = str(Path(__file__).resolve().parent)
_start = subprocess.Popen.__init__


def _with_clock(self: Any, *args: Any, **kwargs: Any) -> None:
    given = kwargs.get("env")
    if given is not None and HERE not in given.get("PYTHONPATH", HERE):
        kwargs["env"] = {**given, "PYTHONPATH": f"{given['PYTHONPATH']}:{HERE}"}
    _start(self, *args, **kwargs)


if __name__ == "__main__":
    subprocess.Popen.__init__ = _with_clock  # type: ignore[method-assign]
    sys.argv = sys.argv[2:]
    runpy.run_path(sys.argv[0], run_name="__main__")

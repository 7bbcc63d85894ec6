"""No process of ours outlives the one that started it: an orphan would go on answering with what it once loaded."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

SUPERVISED = "DANGJIAN_SUPERVISED"
"""Set by `manage.py serve` for all that it starts."""


def end_with_parent() -> None:
    """Receive SIGTERM when the parent dies, also by kill -9 (Linux: prctl PR_SET_PDEATHSIG; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def end_with_supervised_parent() -> None:
    """The same in a web process, whose parent is the web server; only under `serve`, where that one does not change."""
    if os.environ.get(SUPERVISED):
        end_with_parent()

"""No process of ours outlives the one that started it: an orphan would go on answering with what it once loaded."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

SUPERVISED = "DANGJIAN_SUPERVISED"
"""Set by `manage.py serve` for all that it starts: its own process id."""


def end_with_parent() -> None:
    """Receive SIGTERM when the parent dies, also by kill -9 (Linux: prctl PR_SET_PDEATHSIG; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def end_with_supervised_parent() -> None:
    """The same in a web process, whose parent is the web server; only under `serve`, where that one does not change.

    A parent that died while this process was still loading sends nothing any more: then it ends at once.
    """
    supervisor = os.environ.get(SUPERVISED)
    if not supervisor or sys.platform != "linux":
        return
    end_with_parent()
    if _parent_of(os.getppid()) != int(supervisor):
        os._exit(1)


def _parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0

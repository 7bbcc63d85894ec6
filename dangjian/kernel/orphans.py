"""No process of ours outlives the one that started it: an orphan would go on answering with what it once loaded."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

SUPERVISED = "DANGJIAN_SUPERVISED"
"""Set by `manage.py serve` for all that it starts: its own process id."""


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Receive a signal when the parent dies, also by kill -9 (Linux: prctl PR_SET_PDEATHSIG; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, number)


def end_with_supervised_parent() -> None:
    """End a web process with the web server that started it; only under `serve`, where that one does not change.

    At once: a server that ends in order waits for its processes, and one that was killed leaves nothing to wait for.
    SIGTERM would not do, since a process that still loads has the handlers of the server it was forked from. A parent
    that died before this process came so far sends nothing any more.
    """
    supervisor = os.environ.get(SUPERVISED)
    if not supervisor or sys.platform != "linux":
        return
    end_with_parent(signal.SIGKILL)
    if _parent_of(os.getppid()) != int(supervisor):
        os._exit(1)


def _parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0

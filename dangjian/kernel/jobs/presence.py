"""Whether a worker on this machine is still alive, known without waiting for its lease to run out.

Each worker keeps a locked file open under DANGJIAN_DATA/workers. The operating system drops the lock with the process,
also on kill -9, so a restarted worker can take over at once. And a worker whose lease could not be renewed, because on
SQLite its own job holds the only write lock, still shows that it lives.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from pathlib import Path
from typing import IO

from django.conf import settings


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "workers"


class Presence:
    """The locked file of this worker; its name is what the worker signs claimed jobs with."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:60]}.{os.getpid()}.{secrets.token_hex(4)}"
        _folder().mkdir(mode=0o700, exist_ok=True)
        self._file: IO[str] = (_folder() / self.name).open("w", encoding="ascii")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self) -> None:
        """Give the lock back and remove the file."""
        (_folder() / self.name).unlink(missing_ok=True)
        self._file.close()


def is_alive(worker: str) -> bool | None:
    """True or False for a worker of this machine and data directory, None when it cannot be known from here."""
    if not worker.startswith(f"{socket.gethostname()[:60]}."):
        return None
    path = _folder() / worker
    try:
        file = path.open("r", encoding="ascii")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


def forget_dead() -> None:
    """Remove the files of workers that no longer run, once their jobs have been taken back."""
    for path in _folder().glob("*.*"):
        if is_alive(path.name) is False:
            path.unlink(missing_ok=True)

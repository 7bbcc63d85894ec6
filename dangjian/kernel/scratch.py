"""Temporary files with people's data: private to this installation's account, and gone also after a crash."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings

KEPT = timedelta(hours=2)
"""No work in progress is older; what is was left by a process that died."""


def scratch_root() -> Path:
    """Where temporary files lie: inside the data directory, for its owner alone."""
    root = Path(settings.FILE_UPLOAD_TEMP_DIR)
    root.mkdir(exist_ok=True, mode=0o700)
    root.chmod(0o700)
    return root


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """A folder of one's own (mode 0700) that is removed at the end of the block."""
    with tempfile.TemporaryDirectory(prefix=f"{prefix}-", dir=scratch_root()) as folder:
        yield Path(folder)


def remove_leftovers(*, older_than: timedelta = KEPT) -> int:
    """Remove what a crash left behind; returns how many files and folders. At the start of a worker and each night."""
    oldest = time.time() - older_than.total_seconds()
    removed = 0
    for path in scratch_root().iterdir():
        try:
            if path.lstat().st_mtime >= oldest:
                continue
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            removed += 1
        except FileNotFoundError:  # another process was faster
            continue
    return removed

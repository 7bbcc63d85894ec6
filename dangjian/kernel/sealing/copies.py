"""Places outside the data base that get a copy of every checkpoint: folders (a share that is written once) and the log.

A line of the log goes wherever the logs of the host go (journal, syslog over TLS). Folders are set by
DANGJIAN_CHECKPOINT_FOLDERS, several separated by a colon; without it one folder under DANGJIAN_DATA is used, which
protects against the data base alone.
"""

from __future__ import annotations

import logging
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

log = logging.getLogger("dangjian.audit")
checkpoint_log = logging.getLogger("dangjian.audit.checkpoint")

LOG_LINE = "log"


def folders() -> list[Path]:
    """Where copies are put."""
    named = [Path(name) for name in settings.CHECKPOINT_FOLDERS if name]
    return named or [Path(settings.DATA_DIR) / "checkpoints"]


def is_outside() -> bool:
    """Whether a folder is set at all; the one under DANGJIAN_DATA shares the fate of the host."""
    return any(settings.CHECKPOINT_FOLDERS)


def send(line: bytes, moment: datetime) -> dict[str, bool]:
    """Put a line into every place; which of them took it. A place that is away stops nothing."""
    arrived = {str(folder): _append(folder, line, moment) for folder in folders()}
    checkpoint_log.info("%s", line.decode())
    arrived[LOG_LINE] = checkpoint_log.isEnabledFor(logging.INFO)
    return arrived


def _append(folder: Path, line: bytes, moment: datetime) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"audit-checkpoints-{moment:%Y-%m-%d}.jsonl"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        log.exception("a checkpoint could not be copied to %s", folder)
        return False
    return True

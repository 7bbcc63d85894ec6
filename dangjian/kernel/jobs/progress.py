"""How far a job is, readable while the job's own transaction is still open.

A row written inside that transaction is invisible to everyone else until it commits, and the long jobs of this
product (an import is all or nothing) commit once, at the end. So progress takes another way:

- PostgreSQL, MariaDB: the worker's heart-beat thread writes the columns of the job row over its own connection.
- SQLite has one writer at a time, and during such a job that is the job itself. There, progress goes into a small
  file under DANGJIAN_DATA/progress, replaced atomically, read by whoever asks and removed when the job ends.
"""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

WRITE_EVERY_SECONDS = 0.2


@dataclass(frozen=True)
class Progress:
    """Steps done, steps in all (0 while unknown), and what is being done, in words."""

    done: int = 0
    total: int = 0
    text: str = ""


def uses_files() -> bool:
    """Whether progress goes through files: only where the data base cannot take a second writer."""
    return connection.vendor == "sqlite"


def _path(job_id: uuid.UUID) -> Path:
    return Path(settings.DATA_DIR) / "progress" / f"{job_id}.json"


def publish(job_id: uuid.UUID, value: Progress) -> None:
    """Make `value` readable by other processes at once, where files are used; elsewhere the heart-beat does it."""
    if not uses_files():
        return
    path = _path(job_id)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.write_text(json.dumps(asdict(value), ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)


def published(job_id: uuid.UUID) -> Progress | None:
    """What the job last published into its file, or None."""
    try:
        return Progress(**json.loads(_path(job_id).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def withdraw(job_id: uuid.UUID) -> None:
    """Remove the file of a job that has ended."""
    _path(job_id).unlink(missing_ok=True)

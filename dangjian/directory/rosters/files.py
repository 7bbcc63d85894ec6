"""The uploaded file: what it is taken for, and opening it without leaving a readable copy on the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.foundation.tabular.problems import TableRefused
from dangjian.foundation.tabular.workbook import Book, open_book
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.files import MEGABYTE, TABLES, Purpose, StoredFile, open_stored, register_purpose


@query(IMPORT_ROSTER)
def _may_read(*, batch_id: UUID) -> bool:
    from dangjian.directory.rosters.models import ImportBatch

    return bool(ImportBatch.objects.filter(pk=batch_id).exists())


UPLOADED = register_purpose(
    Purpose(
        code="directory.rosters.upload",
        title="待导入名册",
        kinds=TABLES,
        may_read=lambda owner_id: _may_read(batch_id=owner_id),
        max_bytes=50 * MEGABYTE,
        max_unpacked=300 * MEGABYTE,
        max_count=1,
        upload=IMPORT_ROSTER,
        sealed=True,
    )
)


@contextmanager
def opened(file: StoredFile) -> Iterator[Book]:
    """Look into a stored file. Raises BadInput with what is wrong and what to do.

    The clear text lives in memory only, in a file without a name that the reading process opens through /proc.
    """
    descriptor = os.memfd_create("roster")
    try:
        with open_stored(file) as source, os.fdopen(os.dup(descriptor), "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        yield open_book(Path(f"/proc/{os.getpid()}/fd/{descriptor}"), file.file_name)
    except TableRefused as refused:
        raise BadInput(refused.code, refused.text, field="file") from refused
    finally:
        os.close(descriptor)

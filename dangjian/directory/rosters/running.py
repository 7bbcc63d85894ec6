"""Running the check of a batch: read, judge, store."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.rosters.commands import store_preview
from dangjian.directory.rosters.files import opened
from dangjian.directory.rosters.models import ImportBatch
from dangjian.directory.rosters.previews import Report
from dangjian.directory.rosters.queries import judge_file, what_to_read
from dangjian.kernel.errors import Conflict
from dangjian.kernel.files import readable_file


def run_preview(*, batch_id: UUID, report: Report) -> ImportBatch:
    """Check all rows of a batch and store what was found. The reading happens outside the writing transaction."""
    batch, kept = what_to_read(batch_id=batch_id)
    if batch.file_id is None:
        raise Conflict("roster.purged", "文件已按期清除，请重新上传。")
    with opened(readable_file(file_id=batch.file_id)) as book:
        found = judge_file(batch=batch, book=book, kept=kept, report=report)
    return store_preview(batch_id=batch_id, preview=found)

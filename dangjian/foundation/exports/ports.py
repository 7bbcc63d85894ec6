"""Export files are served by their own route alone, which counts every download."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.exports.commands import EXPORT_FILE
from dangjian.kernel.files import MEGABYTE, Purpose, register_purpose


def _nobody(export_id: UUID) -> bool:
    """`/kernel/files/{id}` opens no export: a download there would leave no trace."""
    return False


RESULT = register_purpose(
    Purpose(
        code=EXPORT_FILE,
        title="导出文件",
        kinds=("xlsx", "csv", "json"),
        may_read=_nobody,
        max_bytes=200 * MEGABYTE,
        max_unpacked=800 * MEGABYTE,
        max_count=1,
        sealed=True,
    )
)

"""Who may read a printed file: the person who asked for it."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.printing.commands import PRINT_FILE
from dangjian.kernel.files import MEGABYTE, Purpose, register_purpose


def _may_read(print_id: UUID) -> bool:
    from dangjian.foundation.printing.queries import is_my_print  # the queries need the models first

    return is_my_print(print_id=print_id)


RESULT = register_purpose(
    Purpose(
        code=PRINT_FILE,
        title="打印文件",
        kinds=("pdf", "docx", "xlsx"),
        may_read=_may_read,
        max_bytes=200 * MEGABYTE,
        max_unpacked=800 * MEGABYTE,
        max_count=1,
        sealed=True,
    )
)

"""Files of cases: who may read them is whoever may see the case."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.process.ports import CASE_FILE
from dangjian.foundation.process.queries import can_see_case
from dangjian.kernel.files import DOCUMENTS, IMAGES, MEGABYTE, Purpose, register_purpose


def _may_read_case(case_id: UUID) -> bool:
    """Whoever may see the case."""
    return can_see_case(case_id=case_id)


FILES = register_purpose(
    Purpose(
        code=CASE_FILE,
        title="事项材料",
        kinds=(*IMAGES, *DOCUMENTS),
        may_read=_may_read_case,
        max_bytes=30 * MEGABYTE,
        max_count=100,
        sealed=True,
    )
)

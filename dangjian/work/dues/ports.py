"""What dues tell the layers below: the files they take in."""

from __future__ import annotations

from dangjian.kernel.files import MEGABYTE, TABLES, Purpose, register_purpose
from dangjian.work.dues.permissions import TAKE_PAYMENT

BANK_FILE = register_purpose(
    Purpose(
        code="work.dues.bank_file",
        title="银行流水",
        kinds=TABLES,
        may_read=lambda owner_id: False,
        max_bytes=10 * MEGABYTE,
        max_count=1,
        upload=TAKE_PAYMENT,
        sealed=True,
    )
)
"""Read once and never attached: what was not attached is swept away."""

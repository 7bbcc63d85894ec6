"""What dues tell the layers below: the files they take in."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.files import DOCUMENTS, IMAGES, MEGABYTE, TABLES, Purpose, register_purpose
from dangjian.work.dues.permissions import RECORD_EXPENSE, RECORD_INTEREST, TAKE_PAYMENT
from dangjian.work.dues.rules.using import EVIDENCE, INTEREST_SLIP

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


def _may_read(expense_id: UUID) -> bool:
    """Whoever may see the expense."""
    from dangjian.work.dues.queries import can_see_expense  # the queries need the models first

    return can_see_expense(expense_id=expense_id)


EXPENSE_EVIDENCE = register_purpose(
    Purpose(
        code=EVIDENCE,
        title="党费使用凭证",
        kinds=(*IMAGES, *DOCUMENTS),
        may_read=_may_read,
        max_count=20,
        upload=RECORD_EXPENSE,
        sealed=True,
    )
)
"""Receipts and the paper of the decision; attached when the expense is recorded, and kept with it."""


def _may_read_slip(interest_id: UUID) -> bool:
    """Whoever may see the record of interest."""
    from dangjian.work.dues.queries import can_see_interest  # the queries need the models first

    return can_see_interest(interest_id=interest_id)


INTEREST_EVIDENCE = register_purpose(
    Purpose(
        code=INTEREST_SLIP,
        title="党费利息凭证",
        kinds=(*IMAGES, *DOCUMENTS),
        may_read=_may_read_slip,
        max_count=5,
        upload=RECORD_INTEREST,
        sealed=True,
    )
)
"""The bank's slip; attached when the interest is recorded, and kept with it."""

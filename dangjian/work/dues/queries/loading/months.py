"""Which months can be assessed."""

from __future__ import annotations

from dangjian.kernel.errors import BadInput
from dangjian.work.dues.rules.months import is_month, shift

EARLIER_MONTHS = 24
"""So many months back may be assessed, for what was kept on paper."""


def refuse_month(month: str, this_month: str) -> None:
    """Raise BadInput for a month that cannot be assessed now."""
    if not is_month(month) or not shift(this_month, -EARLIER_MONTHS) <= month <= this_month:
        text = f"月份应在 {shift(this_month, -EARLIER_MONTHS)} 至 {this_month} 之间，未到的月份不能提前核定。"
        raise BadInput("dues.run.month", text, field="period")

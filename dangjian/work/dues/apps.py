"""Registration of Party dues."""

from __future__ import annotations

from dangjian.kernel.booked import Booked, keep_booked
from dangjian.kernel.module import ModuleConfig

SETTLED = frozenset(
    {"state", "settled_by", "settled_at", "settled_reason", "posting_id"}
    | {"reversal_id", "reversed_by", "reversed_reason"}
)
ALLOCATED = frozenset(
    {"received_on", "received_by", "received_posting_id", "reversed_at", "reversed_by", "reversed_reason"}
    | {"reversal_id", "received_reversal_id"}
)
INTEREST = frozenset({"reversal_id", "reversed_by", "reversed_reason", "standing"})
REVERSED = frozenset({"reversal_id", "reversed_reason", "standing"})
DECIDED = frozenset({"state", "reason", "finding", "posting_id", "decided_by", "decided_at"})


class DuesConfig(ModuleConfig):
    """Bases, monthly assessments, payments, the ledger, arrears, remittances and statements of Party dues."""

    name = "dangjian.work.dues"
    label = "work_dues"
    verbose_name = "党费"

    def ready(self) -> None:
        super().ready()
        keep_booked(
            self,
            Booked("work_dues.Posting"),
            Booked("work_dues.LedgerEntry"),
            Booked("work_dues.DuesPayment", may_change=REVERSED, closed_by="reversal_id"),
            Booked("work_dues.DuesExpense", may_change=SETTLED, closed_by="reversal_id"),
            Booked("work_dues.DuesAllocation", may_change=ALLOCATED, closed_by="reversal_id"),
            Booked("work_dues.DuesInterest", may_change=INTEREST, closed_by="reversal_id"),
            Booked("work_dues.ChannelMoney", may_change=DECIDED),
        )

"""Registration of Party dues."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class DuesConfig(ModuleConfig):
    """Bases, monthly assessments, payments, the ledger, arrears, remittances and statements of Party dues."""

    name = "dangjian.work.dues"
    label = "work_dues"
    verbose_name = "党费"

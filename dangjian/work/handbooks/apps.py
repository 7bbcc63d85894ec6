"""Registration of the app."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class HandbooksConfig(ModuleConfig):
    """Books printed from the records: branch handbook and attendance ledger."""

    name = "dangjian.work.handbooks"
    label = "work_handbooks"
    verbose_name = "支部工作手册和台账"

"""Registration of the app."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class TransferConfig(ModuleConfig):
    """Moves of organisational relations: hops, clocks, letters, refusals and receipts."""

    name = "dangjian.work.transfer"
    label = "work_transfer"
    verbose_name = "组织关系转接"

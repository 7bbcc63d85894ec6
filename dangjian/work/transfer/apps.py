"""Registration of the app."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class TransferConfig(ModuleConfig):
    """Moves of organisational relations: their states and clocks as values."""

    name = "dangjian.work.transfer"
    label = "work_transfer"
    verbose_name = "组织关系转接"

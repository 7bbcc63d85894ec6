"""Registration of the app."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class DutiesConfig(ModuleConfig):
    """What the rules ask of an organisation in a period, as values."""

    name = "dangjian.work.duties"
    label = "work_duties"
    verbose_name = "组织生活任务"

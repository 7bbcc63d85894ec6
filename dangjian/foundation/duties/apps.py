"""Registration of the todo list."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class DutiesConfig(ModuleConfig):
    name = "dangjian.foundation.duties"
    label = "foundation_duties"
    verbose_name = "待办"

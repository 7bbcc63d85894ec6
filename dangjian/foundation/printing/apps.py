"""Registration of printing."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class PrintingConfig(ModuleConfig):
    name = "dangjian.foundation.printing"
    label = "foundation_printing"
    verbose_name = "打印输出"

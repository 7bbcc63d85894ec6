"""Registration of the process engine."""

from __future__ import annotations

from dangjian.kernel.booked import Booked, keep_booked
from dangjian.kernel.module import ModuleConfig


class ProcessConfig(ModuleConfig):
    """Every piece of work as a visible process."""

    name = "dangjian.foundation.process"
    label = "foundation_process"
    verbose_name = "流程"

    def ready(self) -> None:
        super().ready()
        keep_booked(self, Booked("foundation_process.CaseEntry"))

"""Registration of the process engine."""

from dangjian.kernel.module import ModuleConfig


class ProcessConfig(ModuleConfig):
    """Every piece of work as a visible process."""

    name = "dangjian.foundation.process"
    label = "foundation_process"
    verbose_name = "流程"

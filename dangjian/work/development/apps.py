"""Registration of the development of members."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class DevelopmentConfig(ModuleConfig):
    """From the application to full membership: five stages, 25 steps."""

    name = "dangjian.work.development"
    label = "work_development"
    verbose_name = "发展党员"

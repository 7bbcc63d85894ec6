"""Registration of organisational life."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class LifeConfig(ModuleConfig):
    """Meetings, attendance, minutes, resolutions, talks and what counts for which duty."""

    name = "dangjian.work.life"
    label = "work_life"
    verbose_name = "组织生活"

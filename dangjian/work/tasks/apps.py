"""Registration of supervised tasks."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class TasksConfig(ModuleConfig):
    """Tasks that are followed to their end: set, broken down, worked on, urged, verified by a second person."""

    name = "dangjian.work.tasks"
    label = "work_tasks"
    verbose_name = "督查督办"

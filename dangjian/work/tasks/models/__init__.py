"""Tables of supervised tasks."""

from dangjian.work.tasks.models.plan import PlanItem, Responsibility
from dangjian.work.tasks.models.project import IndicatorValue, ProjectIndicator, ThemeProject
from dangjian.work.tasks.models.task import SupervisedTask, TaskHelper, TaskMilestone
from dangjian.work.tasks.models.trail import TaskEntry, TaskExtension, TaskFile

__all__ = [
    "IndicatorValue",
    "PlanItem",
    "ProjectIndicator",
    "Responsibility",
    "SupervisedTask",
    "TaskEntry",
    "TaskExtension",
    "TaskFile",
    "TaskHelper",
    "TaskMilestone",
    "ThemeProject",
]

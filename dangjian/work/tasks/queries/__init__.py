"""What others may read about tasks."""

from dangjian.work.tasks.queries.detail import can_see_task, get_task
from dangjian.work.tasks.queries.lists import Wanted, count_tasks, list_tasks, my_tasks, task_tree
from dangjian.work.tasks.queries.planning import list_plan, list_responsibilities, progress_board
from dangjian.work.tasks.queries.projects import get_project, list_projects

__all__ = [
    "Wanted",
    "can_see_task",
    "count_tasks",
    "get_project",
    "get_task",
    "list_plan",
    "list_projects",
    "list_responsibilities",
    "list_tasks",
    "my_tasks",
    "progress_board",
    "task_tree",
]

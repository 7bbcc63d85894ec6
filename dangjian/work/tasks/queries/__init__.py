"""What others may read about tasks."""

from dangjian.work.tasks.queries.detail import can_see_task, get_task
from dangjian.work.tasks.queries.lists import Wanted, count_tasks, list_tasks, my_tasks, task_tree
from dangjian.work.tasks.queries.planning import list_plan, list_responsibilities, progress_board

__all__ = [
    "Wanted",
    "can_see_task",
    "count_tasks",
    "get_task",
    "list_plan",
    "list_responsibilities",
    "list_tasks",
    "my_tasks",
    "progress_board",
    "task_tree",
]

"""Routes of supervised tasks under `/api/v1/work/tasks`."""

from dangjian.work.tasks.api import lists, plans, steps
from dangjian.work.tasks.api.router import router

__all__ = ["lists", "plans", "router", "steps"]

"""Routes of supervised tasks under `/api/v1/work/tasks`."""

from dangjian.work.tasks.api import lists, plans, projects, steps
from dangjian.work.tasks.api.router import router

__all__ = ["lists", "plans", "projects", "router", "steps"]

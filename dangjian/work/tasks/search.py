"""Tasks in the global search."""

from __future__ import annotations

from dangjian.foundation.search.providers import Hit, Provider, register_provider
from dangjian.kernel.http import PageRequest
from dangjian.work.tasks.permissions import VIEW_TASK
from dangjian.work.tasks.queries import Wanted, list_tasks


def find(text: str, limit: int) -> list[Hit]:
    """Tasks of one's places and of one's own by title, organisation or person."""
    rows = list_tasks(page=PageRequest(limit=limit), wanted=Wanted(text=text[:60]))["items"]
    return [Hit(row["id"], row["title"], f"{row['org_name']} · {row['due_on']}") for row in rows]


register_provider(Provider("supervised-task", "督办任务", VIEW_TASK, find, order=35))

"""Meetings in the global search."""

from __future__ import annotations

from dangjian.foundation.search.providers import Hit, Provider, register_provider
from dangjian.kernel.http import PageRequest
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.queries import list_meetings


def find(text: str, limit: int) -> list[Hit]:
    """Meetings of one's places by title, theme or organisation, latest first."""
    rows = list_meetings(page=PageRequest(limit=limit), text=text[:60])["items"]
    return [Hit(row["id"], row["title"], f"{row['org_name']} · {row['held_on']}") for row in rows]


register_provider(Provider("meeting", "组织生活", VIEW_MEETING, find, order=30))

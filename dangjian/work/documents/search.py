"""Documents in the global search."""

from __future__ import annotations

from dangjian.foundation.search.providers import Hit, Provider, register_provider
from dangjian.kernel.http import PageRequest
from dangjian.work.documents.permissions import VIEW_DOCUMENT
from dangjian.work.documents.queries import list_sent


def find(text: str, limit: int) -> list[Hit]:
    """Documents that one's places have sent, by title or number, latest first."""
    rows = list_sent(page=PageRequest(limit=limit), text=text[:60])["items"]
    return [Hit(row["id"], row["title"], f"{row['org_name']} · {row['number']}") for row in rows]


register_provider(Provider("document", "通知和报告", VIEW_DOCUMENT, find, order=35))

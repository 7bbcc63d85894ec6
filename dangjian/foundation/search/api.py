"""Route of the global search: `/api/v1/foundation/search`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from dangjian.foundation.search import queries
from dangjian.foundation.search.permissions import SEARCH
from dangjian.foundation.search.rules import MAX_TEXT
from dangjian.kernel.http import SEARCHES, ApiRouter, Query, Schema

router = ApiRouter(module="foundation", app="search", tag="搜索")


class SearchQuery(Schema):
    """What to look for: a name, a part of it, or pinyin."""

    q: str = Field("", max_length=MAX_TEXT)
    limit: int = Field(20, ge=1, le=50)


class HitOut(Schema):
    """One thing found; `kind` and `id` name the page that shows it."""

    kind: str
    kind_title: str
    id: UUID
    title: str
    note: str


class HitsOut(Schema):
    """What was found."""

    items: list[HitOut]


@router.get("/search", name="search", action=SEARCH, budget=SEARCHES, out=HitsOut)
def search(request: HttpRequest, query: Query[SearchQuery]) -> Any:
    """People, organisations and whatever else apps make searchable, as far as one may see it."""
    return {"items": queries.search(text=query.q, limit=query.limit)}

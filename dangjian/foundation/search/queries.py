"""Searching everything one may see."""

from __future__ import annotations

from typing import Any

from dangjian.foundation.search.permissions import SEARCH
from dangjian.foundation.search.providers import Hit, Provider, providers
from dangjian.foundation.search.rules import normal_text, share
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotAllowed, NotFound


@query(SEARCH)
def search(*, text: str, limit: int = 20) -> list[dict[str, Any]]:
    """Hits of all kinds that the person may be shown, best first in each kind; none for an empty text."""
    wanted = normal_text(text)
    if not wanted:
        return []
    actor = current_actor()
    found = [
        [(provider, hit) for hit in _find(provider, wanted, limit)]
        for provider in providers()
        if actor.may(provider.action)
    ]
    return [
        {"kind": p.kind, "kind_title": p.title, "id": hit.id, "title": hit.title, "note": hit.note}
        for p, hit in share(found, limit)
    ]


def _find(provider: Provider, text: str, limit: int) -> list[Hit]:
    try:
        return list(provider.find(text, limit))[:limit]
    except (NotAllowed, NotFound):
        return []

"""Saved filters of the acting account."""

from __future__ import annotations

from typing import Any

from dangjian.directory.members.models import SavedQuery
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import SIGNED_IN, query


@query(SIGNED_IN)
def list_saved_queries(*, list_name: str) -> list[dict[str, Any]]:
    """One's own saved filters of a list, by name."""
    rows = SavedQuery.objects.filter(account_id=current_actor().account_id, list_name=list_name)
    return list(rows.order_by("name").values("id", "list_name", "name", "params"))

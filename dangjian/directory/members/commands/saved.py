"""Saved filters: kept by an account, for itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.members.models import SavedQuery
from dangjian.kernel.doors import SIGNED_IN, Unit, command
from dangjian.kernel.errors import Conflict, NotFound

LIMIT = 50
"""Saved filters of one account and list."""


@command(SIGNED_IN)
def save_query(unit: Unit, *, list_name: str, name: str, params: dict[str, Any]) -> SavedQuery:
    """Keep a filter under a name; the same name replaces it. Raises Conflict beyond 50."""
    mine = SavedQuery.objects.filter(account_id=unit.actor.account_id, list_name=list_name)
    known: SavedQuery | None = mine.filter(name=name).first()
    if known is not None:
        return unit.update(known, params=params)
    if mine.count() >= LIMIT:
        raise Conflict("directory.saved_query.full", f"最多保存 {LIMIT} 个常用查询，请先删除不用的。")
    if unit.actor.account_id is None:
        raise NotFound()
    return unit.create(SavedQuery(account_id=unit.actor.account_id, list_name=list_name, name=name, params=params))


@command(SIGNED_IN)
def delete_saved_query(unit: Unit, *, saved_query_id: UUID) -> None:
    """Delete one of the own saved filters."""
    row = unit.get(SavedQuery, saved_query_id)
    if row.account_id != unit.actor.account_id:
        raise NotFound()
    unit.delete(row)

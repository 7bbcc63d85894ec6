"""Reading audit rows in the order of sealing, a part at a time."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.sealing.canonical import FIELDS

XID, ID = FIELDS.index("xid"), FIELDS.index("id")


def rows_after(rows: QuerySet[AuditEntry], xid: int, row_id: int, limit: int) -> list[tuple[Any, ...]]:
    """Up to `limit` of `rows` behind (xid, row_id), their values in the order of FIELDS.

    The rest of one transaction and the transactions after it are asked for apart: each is one range of the index, also
    when a single transaction wrote a million rows.
    """
    found = list(rows.filter(xid=xid, id__gt=row_id).order_by("id").values_list(*FIELDS)[:limit])
    if len(found) < limit:
        found += rows.filter(xid__gt=xid).order_by("xid", "id").values_list(*FIELDS)[: limit - len(found)]
    return found

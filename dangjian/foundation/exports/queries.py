"""One's own exports, and those that wait for one's decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.foundation.exports.models import ExportRequest, ExportState
from dangjian.foundation.exports.permissions import APPROVE_EXPORT, FROM_COMMANDS, OWN_EXPORTS
from dangjian.foundation.exports.show import show_export
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import current_scope


@query(OWN_EXPORTS)
def my_exports(*, page: PageRequest) -> dict[str, Any]:
    """What the acting person asked for, newest first. One statement."""
    rows = ExportRequest.objects.filter(account_id=current_actor().account_id)
    return paginate(rows, page, order=("-created_at", "-id"), show=show_export)


@query(OWN_EXPORTS)
def my_export(*, export_id: UUID) -> dict[str, Any]:
    """One of them. Raises NotFound for anybody else's."""
    return show_export(ExportRequest.objects.get(pk=export_id, account_id=current_actor().account_id))


@query(APPROVE_EXPORT)
def exports_to_decide(*, page: PageRequest, everything: bool = False) -> dict[str, Any]:
    """What waits for a second person in one's places, or everything asked for there, newest first. One statement."""
    rows = ExportRequest.objects.filter(is_sensitive=True)
    place = current_scope().q("org_path", None)
    if place is not None:
        rows = rows.filter(place)
    if not everything:
        rows = rows.filter(state=ExportState.PENDING)
    return paginate(rows, page, order=("-created_at", "-id"), show=show_export)


@query(FROM_COMMANDS)
def export_to_decide(*, export_id: UUID) -> ExportRequest | None:
    """An export that waits for a second person; None when it is decided already."""
    row: ExportRequest | None = ExportRequest.objects.filter(pk=export_id, state=ExportState.PENDING).first()
    return row


@query(FROM_COMMANDS)
def export_to_make(*, export_id: UUID) -> ExportRequest | None:
    """An export that waits to be made; None when it is made already."""
    row: ExportRequest | None = ExportRequest.objects.filter(pk=export_id, state=ExportState.WAITING).first()
    return row

"""What waits for the consent of several, and one's own requests."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from dangjian.foundation.approvals.models import Approval, ApprovalRequest, ApprovalState
from dangjian.foundation.approvals.permissions import DECIDE_APPROVAL, FROM_COMMANDS, OWN_APPROVALS
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.permissions import registry

ORDER = ("-created_at", "-id")


class ApprovalFilter(Schema):
    """Which requests to list."""

    state: Literal["waiting", "all"] = "waiting"


@query(DECIDE_APPROVAL)
def list_approvals(*, filters: ApprovalFilter, page: PageRequest) -> dict[str, Any]:
    """One page of the requests of the enterprise, newest first. Two statements (three with the total)."""
    rows = ApprovalRequest.objects.all()
    if filters.state == "waiting":
        rows = rows.filter(state__in=[ApprovalState.PENDING, ApprovalState.AGREED])
    return _page(rows, page)


@query(OWN_APPROVALS)
def my_approvals(*, page: PageRequest) -> dict[str, Any]:
    """What the acting person asked for, newest first. Two statements."""
    return _page(ApprovalRequest.objects.filter(account_id=current_actor().account_id), page)


@query(OWN_APPROVALS)
def show_approval(*, request_id: UUID) -> dict[str, Any]:
    """A request as it stands after one's own step. Two statements. Raises NotFound."""
    row = ApprovalRequest.objects.get(pk=request_id)
    if row.account_id != current_actor().account_id and not current_actor().may(DECIDE_APPROVAL):
        raise ApprovalRequest.DoesNotExist
    return _shown([row])[0]


@query(FROM_COMMANDS)
def approval_to_decide(*, request_id: UUID) -> ApprovalRequest | None:
    """A request that waits; None when it is decided already."""
    row: ApprovalRequest | None = ApprovalRequest.objects.filter(pk=request_id, state=ApprovalState.PENDING).first()
    return row


def _page(rows: Any, page: PageRequest) -> dict[str, Any]:
    found = paginate(rows, page, order=ORDER)
    found["items"] = _shown(found["items"])
    return found


def _shown(rows: list[ApprovalRequest]) -> list[dict[str, Any]]:
    actor = current_actor()
    roles = {grant.role for grant in actor.grants}
    said: dict[UUID, list[dict[str, Any]]] = {}
    for one in Approval.objects.filter(request__in=[row.pk for row in rows]).order_by("created_at", "id"):
        said.setdefault(one.request_id, []).append(
            {
                "name": one.decided_by,
                "role_title": _title(one.role),
                "agreed": one.is_agreed,
                "note": one.note,
                "at": one.created_at,
                "is_mine": one.account_id == actor.account_id,
            }
        )
    return [_show(row, said.get(row.pk, []), roles) for row in rows]


def _show(row: ApprovalRequest, said: list[dict[str, Any]], roles: set[str]) -> dict[str, Any]:
    needed = [code for code in row.needs.split(",") if code]
    is_mine = row.account_id == current_actor().account_id
    waits = row.state == ApprovalState.PENDING
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": row.title,
        "details": row.details,
        "asked_by": row.asker_name,
        "reason": row.reason,
        "state": row.state,
        "state_label": ApprovalState(row.state).label,
        "needs": [_title(code) for code in needed] if waits else [],
        "approvals": said,
        "is_mine": is_mine,
        "may_decide": waits and not is_mine and bool(roles & set(needed)),
        "may_withdraw": is_mine and row.state in {ApprovalState.PENDING, ApprovalState.AGREED},
        "asked_at": row.created_at,
        "expires_at": row.expires_at,
        "finished_at": row.finished_at,
    }


def _title(role: str) -> str:
    known = registry.roles().get(role)
    return known.title if known else role

"""Terms by table, what waits for agreement, what was erased, and holds."""

from __future__ import annotations

from typing import Any

from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.privacy import declarations
from dangjian.kernel.privacy.terms import Keeping, term_of
from dangjian.ops.retention.models import LegalHold, ProposalState, RetentionProposal
from dangjian.ops.retention.permissions import HOLD_RETENTION, VIEW_RETENTION
from dangjian.ops.retention.show import show_hold, show_proposal, table_title

_KEEPING = {
    Keeping.PERMANENT: "长期保存，不清理",
    Keeping.SYSTEM: "系统使用期间，不清理",
    Keeping.LOG: "操作日志，不清理",
    Keeping.WITH_RECORD: "随所属记录",
    Keeping.SWEPT: "到期自动清理",
    Keeping.ACCOUNT: "账号注销后，核准清理",
    Keeping.TIMED: "到期后，核准清理",
}


@query(VIEW_RETENTION)
def list_proposals(*, page: PageRequest, waiting: bool = True) -> dict[str, Any]:
    """What waits for agreement, or everything, newest first. One statement, and one a signed record on the page."""
    rows = RetentionProposal.objects.all()
    if waiting:
        rows = rows.filter(state__in=[ProposalState.OPEN, ProposalState.FIRST])
    return paginate(rows, page, order=("-proposed_at", "-id"), show=show_proposal)


@query(VIEW_RETENTION)
def terms() -> list[dict[str, Any]]:
    """Every table of the register with its term as it is executed. No statement."""
    return [
        {
            "table": declared.model._meta.label,
            "title": table_title(declared.model._meta.label),
            "retention": declared.retention,
            "keeping": term.keeping,
            "keeping_title": _KEEPING[term.keeping],
            "can_be_held": term.keeping in (Keeping.TIMED, Keeping.ACCOUNT),
        }
        for declared in declarations()
        if (term := term_of(declared)) is not None
    ]


@query(HOLD_RETENTION)
def list_holds(*, page: PageRequest) -> dict[str, Any]:
    """Every hold with reason and end, the latest end first. One statement."""
    return paginate(LegalHold.objects.all(), page, order=("-until", "-id"), show=show_hold)

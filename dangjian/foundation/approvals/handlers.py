"""What follows from a request: those whose consent it needs are told and get a todo."""

from __future__ import annotations

from dangjian.foundation.approvals.commands import APPROVAL_SOURCE
from dangjian.foundation.approvals.events import ApprovalRequested
from dangjian.foundation.approvals.ports import HOLDERS_OF_ROLES
from dangjian.foundation.approvals.queries import approval_to_decide
from dangjian.foundation.duties.commands import open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.events import on


@on(ApprovalRequested)
def tell_those_who_decide(event: ApprovalRequested) -> None:
    """Everybody whose role is needed, but for the one who asks; nobody when it is decided already."""
    row = approval_to_decide(request_id=event.aggregate_id)
    if row is None or not ports.answered(HOLDERS_OF_ROLES):
        return
    people = ports.ask(HOLDERS_OF_ROLES, roles=row.needs.split(",")) - {row.person_id}
    title = f"{row.asker_name}申请：{row.title}"[:120]
    text = f"理由：{row.reason}。{row.details}请核准，或写明不核准的理由。"
    send_message(
        person_ids=people,
        kind="approval",
        title=title,
        text=text,
        subject_kind="approval",
        subject_id=row.pk,
        dedupe_key=f"approval.{row.pk}.decide",
        is_urgent=True,
    )
    open_todo(
        person_ids=people,
        source=APPROVAL_SOURCE,
        source_ref=str(row.pk),
        title=title,
        text=text,
        subject_kind="approval",
        subject_id=row.pk,
    )

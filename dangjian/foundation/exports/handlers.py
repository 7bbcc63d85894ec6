"""What follows from an export that waits: those who may agree to it are told and get a todo."""

from __future__ import annotations

from dangjian.foundation.duties.commands import open_todo
from dangjian.foundation.duties.ports import NEAREST_HOLDERS
from dangjian.foundation.exports.commands import APPROVAL_ITEM
from dangjian.foundation.exports.events import ApprovalAsked
from dangjian.foundation.exports.permissions import APPROVE_EXPORT
from dangjian.foundation.exports.queries import export_to_decide
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.events import on


@on(ApprovalAsked)
def tell_those_who_decide(event: ApprovalAsked) -> None:
    """The people nearest to the data who may agree, but for the one who asks; nobody when it is decided already."""
    row = export_to_decide(export_id=event.aggregate_id)
    if row is None or not ports.answered(NEAREST_HOLDERS):
        return
    people = ports.ask(NEAREST_HOLDERS, action=APPROVE_EXPORT, org_path=row.org_path, without=row.person_id)
    title = f"{row.asked_by}申请导出“{row.title}”"
    text = f"共 {row.rows} 行，含敏感信息。理由：{row.reason}。请核准，或写明不核准的理由。"
    send_message(
        person_ids=people,
        kind="export",
        title=title,
        text=text,
        subject_kind="export_decision",
        subject_id=row.pk,
        dedupe_key=f"export.{row.pk}.decide",
    )
    open_todo(
        person_ids=people,
        source=APPROVAL_ITEM,
        source_ref=str(row.pk),
        title=title,
        text=text,
        subject_kind="export_decision",
        subject_id=row.pk,
        org_path=row.org_path,
    )

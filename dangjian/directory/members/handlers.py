"""What follows from corrections: those who decide are told and get a todo, the member hears the answer."""

from __future__ import annotations

from dangjian.directory.members.commands import forget_evidence
from dangjian.directory.members.commands.corrections import EVIDENCE
from dangjian.directory.members.events import CorrectionAsked, CorrectionDecided, CorrectionWithdrawn
from dangjian.directory.members.models import Person
from dangjian.directory.members.permissions import DECIDE_CORRECTION
from dangjian.directory.organisations import ports as organisations
from dangjian.foundation.consents.events import ConsentWithdrawn
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.events import on

SOURCE = "directory.members.correction"


@on(CorrectionAsked)
def tell_those_who_decide(event: CorrectionAsked) -> None:
    """The branch's officers (else the level above) get a message and a todo."""
    path = Person.objects.across_tenants("the place of the person an event names").filter(pk=event.person_id)
    org_path = path.values_list("org_path", flat=True).get()
    people = ports.ask(
        organisations.NEAREST_HOLDERS, action=DECIDE_CORRECTION, org_path=org_path, without=event.person_id
    )
    title = f"{event.person_name}申请更正“{event.field_title}”"
    send_message(
        person_ids=people,
        kind="correction",
        title=title,
        text="请核对后采纳，或写明理由答复本人。",
        subject_kind="correction",
        subject_id=event.aggregate_id,
        dedupe_key=f"correction-asked-{event.aggregate_id}",
    )
    open_todo(
        person_ids=people,
        source=SOURCE,
        source_ref=str(event.aggregate_id),
        title=title,
        subject_kind="correction",
        subject_id=event.aggregate_id,
        org_path=org_path,
    )


@on(CorrectionDecided)
def tell_the_member(event: CorrectionDecided) -> None:
    """The todo is done; the member hears what was decided and why."""
    close_todo(source=SOURCE, source_ref=str(event.aggregate_id))
    result = "已采纳，信息已更新" if event.approved else "未采纳"
    send_message(
        person_ids=[event.person_id],
        kind="correction",
        title=f"您申请更正“{event.field_title}”：{result}",
        text=event.note,
        subject_kind="correction",
        subject_id=event.aggregate_id,
        dedupe_key=f"correction-decided-{event.aggregate_id}",
    )


@on(CorrectionWithdrawn)
def nothing_to_decide(event: CorrectionWithdrawn) -> None:
    """The todo of those who decide ends."""
    close_todo(source=SOURCE, source_ref=str(event.aggregate_id), is_done=False, note="本人已撤回")


@on(ConsentWithdrawn)
def keep_no_evidence(event: ConsentWithdrawn) -> None:
    """Files that prove a correction go with the consent to keep them."""
    if event.use == EVIDENCE:
        forget_evidence(person_id=event.person_id)

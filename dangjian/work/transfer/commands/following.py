"""What the system does by itself: transfers of people who were moved or left by another way end."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.work.transfer.commands.steps.moving import finish
from dangjian.work.transfer.models import Transfer
from dangjian.work.transfer.permissions import SEND_TRANSFER
from dangjian.work.transfer.rules.states import TransferState, is_senders


@command(SEND_TRANSFER)
def follow_person(unit: Unit, *, person_id: UUID, remark: str) -> Transfer | None:
    """End the open transfer of somebody who does not belong to the sending branch any more. May run twice."""
    row: Transfer | None = (
        Transfer.objects.select_related("person").filter(open_person_id=person_id).order_by("id").first()
    )
    if row is None or not is_senders(TransferState(row.state)):
        return None
    person = row.person
    if person.organisation_id == row.organisation_id and person.register_state == "active":
        return None
    finish(unit, row, TransferState.WITHDRAWN, outcome="withdrawn", remark=remark)
    return row

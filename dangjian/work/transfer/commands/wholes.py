"""A whole branch at once: when it is to be dissolved, or goes up in another one of another committee (整建制转接)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dangjian.directory.members.enums import PARTY_MEMBERS, MembershipStatus, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.ids import new_id
from dangjian.work.transfer.commands.letters import issue_transfer
from dangjian.work.transfer.commands.receiving import accept_transfer
from dangjian.work.transfer.commands.sending import AT_COMMITTEE, start_transfer
from dangjian.work.transfer.commands.steps.moving import load
from dangjian.work.transfer.models import Transfer
from dangjian.work.transfer.permissions import RECEIVE_TRANSFER, SEND_TRANSFER
from dangjian.work.transfer.rules.checks import Declared, TransferCause
from dangjian.work.transfer.rules.hops import RECEIVING

MOST = 300
"""Members of one branch that are moved at once."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a step for a whole branch did; `first_id` is one of its transfers."""

    count: int
    skipped: int
    first_id: UUID


@command(SEND_TRANSFER)
def start_whole(
    unit: Unit, *, organisation_id: UUID, to_organisation_id: UUID, declared: Declared, reason: str = ""
) -> Whole:
    """Begin the transfer of all members of a branch, all or nothing; those being moved already are left out.

    Raises NotFound, BadInput for nobody or too many, and as `start_transfer`.
    """
    branch = unit.get(Organisation, organisation_id)
    unit.require_place(branch.org_path)
    members = Person.objects.filter(
        organisation=branch, person_category__in=PARTY_MEMBERS, register_state=RegisterState.ACTIVE
    )
    moving = set(
        Transfer.objects.filter(organisation=branch, open_person_id__isnull=False).values_list("person_id", flat=True)
    )
    everybody = list(members.order_by("name_key", "id").values_list("pk", "membership_status"))
    wanted = [pk for pk, status in everybody if status == MembershipStatus.NORMAL and pk not in moving]
    if not wanted or len(wanted) > MOST:
        text = f"一次最多转接 {MOST} 人，请分批办理。" if wanted else "该党支部没有可以转接的党员。"
        raise BadInput("transfer.whole", text, field="organisation_id")
    batch_id, first = new_id(), None
    for person_id in wanted:
        row = start_transfer(
            person_id=person_id,
            to_organisation_id=to_organisation_id,
            cause=TransferCause.REORGANISATION,
            declared=declared,
            reason=reason,
            batch_id=batch_id,
        )
        first = first or row.pk
    assert first is not None
    return Whole(len(wanted), len(everybody) - len(wanted), first)


@command(SEND_TRANSFER)
def issue_whole(unit: Unit, *, transfer_id: UUID, valid_days: int | None = None) -> Whole:
    """Let out every transfer that stands where this one stands in its batch. Raises as `issue_transfer`."""
    row = load(unit, transfer_id, None, AT_COMMITTEE)
    return _each(row, lambda pk: issue_transfer(transfer_id=pk, valid_days=valid_days))


@command(RECEIVE_TRANSFER)
def accept_whole(unit: Unit, *, transfer_id: UUID) -> Whole:
    """Accept every transfer that stands where this one stands in its batch, all or nothing. Raises as
    `accept_transfer`."""
    row = load(unit, transfer_id, None, RECEIVING)
    return _each(row, lambda pk: accept_transfer(transfer_id=pk))


def _each(row: Transfer, act: Callable[[UUID], Any]) -> Whole:
    if row.batch_id is None:
        raise Conflict("transfer.no_batch", "这件转接不是整批办理的，请单件办理。")
    rows = Transfer.objects.unscoped("transfers of the batch of one that was loaded; each is asked for again").filter(
        batch_id=row.batch_id
    )
    same = list(rows.filter(state=row.state, now_with=row.now_with).order_by("id").values_list("pk", flat=True))
    for pk in same:
        act(pk)
    return Whole(len(same), rows.count() - len(same), row.pk)

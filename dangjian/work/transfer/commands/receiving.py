"""Accepting what comes in, or sending it back with a coded reason (教育管理条例 第二十五条)."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.commands import take_over_member
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.transfer.commands.sending import give_back
from dangjian.work.transfer.commands.steps.moving import finish, load, pass_on, step_to
from dangjian.work.transfer.models import Transfer
from dangjian.work.transfer.permissions import RECEIVE_TRANSFER
from dangjian.work.transfer.queries.loading.places import committee_of
from dangjian.work.transfer.rules.hops import RECEIVING, HopKind
from dangjian.work.transfer.rules.states import RefusalReason, TransferState


@command(RECEIVE_TRANSFER)
def accept_transfer(
    unit: Unit, *, transfer_id: UUID, to_organisation_id: UUID | None = None, expected_version: int | None = None
) -> Transfer:
    """The receiving committee agrees and names the branch, or the receiving branch takes the member in.

    The branch's acceptance moves the relation in the same transaction: until then the sender is responsible, from then
    on the receiver. `to_organisation_id`: another branch of the committee than the one asked for.
    Raises NotFound, NotAllowed, Conflict, StaleEdit, BadInput.
    """
    row = load(unit, transfer_id, expected_version, RECEIVING)
    if row.now_with == HopKind.TO_COMMITTEE:
        if to_organisation_id is not None and to_organisation_id != row.to_organisation_id:
            _assign(unit, row, to_organisation_id)
        _refuse_ended(row)
        pass_on(unit, row, TransferState.COMMITTEE_ACCEPTED, HopKind.TO_BRANCH, outcome="accepted")
        return row
    _refuse_ended(row)
    assert row.to_organisation_id is not None
    take_over_member(
        person_id=row.person_id,
        from_organisation_id=row.organisation_id,
        to_organisation_id=row.to_organisation_id,
        on=unit.today,
        note=f"组织关系转接：{row.from_name}转入",
    )
    step_to(row, TransferState.ACCEPTED)
    unit.update(row, state=TransferState.ACCEPTED, accepted_on=unit.today, accepted_by=unit.actor.name[:80])
    finish(unit, row, TransferState.CLOSED, outcome="accepted")
    return row


def _assign(unit: Unit, row: Transfer, to_organisation_id: UUID) -> None:
    branch: Organisation = Organisation.objects.get(pk=to_organisation_id)
    committee = committee_of(branch)
    if committee is None or committee.pk != row.to_committee_id:
        raise BadInput(
            "transfer.other_committee",
            f"只能编入{row.to_committee_name}所属的党支部；应由其他党委接收的，请退回并说明。",
            field="to_organisation_id",
        )
    unit.update(row, to_organisation=branch, to_name=branch.short_name)


def _refuse_ended(row: Transfer) -> None:
    branch = row.to_organisation
    if branch is None or branch.dissolved_on is not None:
        raise Conflict(
            "transfer.receiver_ended",
            f"接收党支部“{row.to_name}”已撤销。请改派其他党支部，或按“接收党组织已撤销或合并”退回。",
        )


@command(RECEIVE_TRANSFER)
def refuse_transfer(
    unit: Unit, *, transfer_id: UUID, refusal: RefusalReason, remark: str, expected_version: int | None = None
) -> Transfer:
    """The receiving side sends a transfer back, with a coded reason and what has to be put right: it may not refuse or
    delay without one (第二十五条). Raises as `accept_transfer`."""
    row = load(unit, transfer_id, expected_version, RECEIVING)
    give_back(unit, row, refusal, remark)
    return row

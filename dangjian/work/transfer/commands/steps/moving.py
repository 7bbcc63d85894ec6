"""Loading a transfer with the leg at hand, ending a leg, beginning the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import Conflict, NotAllowed, NotFound, StaleEdit
from dangjian.kernel.scope import bind_scope, scope_for
from dangjian.work.transfer.events import TransferArrived, TransferEnded
from dangjian.work.transfer.models import Transfer, TransferHop, TransferLetter
from dangjian.work.transfer.permissions import VIEW_TRANSFER
from dangjian.work.transfer.queries.loading.book import book_on
from dangjian.work.transfer.rules.clocks import due_on
from dangjian.work.transfer.rules.hops import SENDING, HopKind
from dangjian.work.transfer.rules.letters import LetterState
from dangjian.work.transfer.rules.states import ENDED, TransferState, may_follow

RESPONSIBLE = "在接收党组织接收之前，由转出党组织负责（教育管理条例第二十五条）。"


def load(unit: Unit, transfer_id: UUID, expected_version: int | None, kinds: frozenset[HopKind]) -> Transfer:
    """A transfer that is with one of `kinds` in a place of the actor, locked.

    Raises NotFound for one that has not come here, NotAllowed while another organisation has it, Conflict when it is
    over or at another leg, StaleEdit when somebody else moved it since it was read.
    """
    row = _locked(unit, transfer_id)
    _compare(row, expected_version)
    if row.state in ENDED:
        raise Conflict("transfer.ended", f"这件转接{TransferState(row.state).label}，不能再办理。")
    at_hand = TransferHop.objects.filter(transfer=row, kind=row.now_with)
    if not at_hand.exists():
        holder = HopKind(row.now_with).label
        raise NotAllowed("transfer.elsewhere", f"这件转接现由{holder}办理，请等待或与对方联系。{RESPONSIBLE}")
    if row.now_with not in kinds:
        raise Conflict("transfer.other_step", f"这件转接{TransferState(row.state).label}，请刷新后按当前环节办理。")
    return row


def load_as_sender(unit: Unit, transfer_id: UUID, expected_version: int | None) -> Transfer:
    """A transfer that began in a place of the actor, wherever it is now, locked. Raises as `load`."""
    row = _locked(unit, transfer_id)
    _compare(row, expected_version)
    if not TransferHop.objects.filter(transfer=row, kind__in=SENDING).exists():
        raise NotAllowed("transfer.not_sender", "只有转出党组织可以撤回。接收不了的，请退回并说明原因。")
    return row


def _locked(unit: Unit, transfer_id: UUID) -> Transfer:
    rows = Transfer.objects.unscoped("a transfer with a leg in the bound scope; asked next")
    row: Transfer | None = rows.select_for_update().filter(pk=transfer_id).first()
    if row is None or not TransferHop.objects.filter(transfer=row).exists():
        raise _missing(unit, row)
    return row


def _missing(unit: Unit, row: Transfer | None) -> NotFound | NotAllowed:
    if row is not None and unit.actor.may(VIEW_TRANSFER):
        with bind_scope(scope_for(unit.actor, VIEW_TRANSFER)):
            if TransferHop.objects.filter(transfer=row).exists():
                return NotAllowed()
    return NotFound()


def _compare(row: Transfer, expected_version: int | None) -> None:
    if expected_version is not None and row.version != expected_version:
        raise StaleEdit(row.version)


def pass_on(
    unit: Unit, row: Transfer, state: TransferState, kind: HopKind, *, outcome: str, remark: str = "", **changes: Any
) -> None:
    """End the leg at hand and let the transfer come to the next holder."""
    step_to(row, state)
    here = leave(unit, row, outcome, remark)
    hop = new_hop(unit, row, kind, here.number + 1)
    there, hop.org_path = hop.org_path, here.org_path
    unit.create(hop)  # where the one before ends, and handed over: the next holder lies beside the actor's places
    unit.update(hop, org_path=there)
    unit.update(row, state=state, now_with=kind, hop_due_on=hop.due_on, **changes)
    unit.emit(TransferArrived(row.pk, hop.pk, row.person_id))


def finish(unit: Unit, row: Transfer, state: TransferState, *, outcome: str, remark: str = "", **changes: Any) -> None:
    """End the leg at hand and the transfer with it."""
    step_to(row, state)
    leave(unit, row, outcome, remark)
    end_letters(unit, row, LetterState.USED if state is TransferState.CLOSED else LetterState.VOID)
    unit.update(row, state=state, open_person_id=None, hop_due_on=None, ended_on=unit.today, **changes)
    unit.emit(TransferEnded(row.pk, row.person_id, state is TransferState.CLOSED))


def end_letters(unit: Unit, row: Transfer, state: LetterState, **changes: Any) -> None:
    """The letter of a transfer does not stand any more: it was used, is void, or ran out."""
    rows = TransferLetter.objects.unscoped("the letter of a transfer that was loaded for this step")
    for letter in rows.filter(transfer=row, state=LetterState.STANDING):
        unit.update(letter, state=state, ended_on=unit.today, **changes)


def step_to(row: Transfer, state: TransferState) -> None:
    """Refuse a step that the states do not know. Raises Conflict."""
    if not may_follow(TransferState(row.state), state):
        label = TransferState(row.state).label
        raise Conflict("transfer.state", f"这件转接{label}，不能改为“{state.label}”，请刷新后重试。")


def leave(unit: Unit, row: Transfer, outcome: str, remark: str) -> TransferHop:
    """Note on the leg at hand when it ended, how, and by whom."""
    rows = TransferHop.objects.unscoped("the leg at hand of a transfer that was loaded for this step")
    hop: TransferHop = rows.filter(transfer=row, left_on__isnull=True).latest("number")
    return unit.update(hop, left_on=unit.today, outcome=outcome, acted_by=unit.actor.name[:80], remark=remark[:400])


def new_hop(unit: Unit, transfer: Transfer, kind: HopKind, number: int) -> TransferHop:
    """A leg that begins today."""
    holder = _holder(transfer, kind)
    limit = book_on(unit.today).limit(kind)
    named = {HopKind.OUTSIDE: transfer.to_name, HopKind.RECEIPT: transfer.from_committee_name}
    return TransferHop(
        transfer=transfer,
        person_id=transfer.person_id,
        number=number,
        kind=kind,
        organisation=holder,
        organisation_name=named.get(kind) or (holder.short_name if holder else transfer.from_name),
        org_path=holder.org_path if holder else transfer.org_path,
        arrived_on=unit.today,
        due_on=due_on(limit, unit.today),
        clause=limit.clause[:200],
    )


def _holder(transfer: Transfer, kind: HopKind) -> Organisation | None:
    holders = {
        HopKind.FROM_BRANCH: transfer.organisation,
        HopKind.FROM_COMMITTEE: transfer.from_committee or transfer.organisation,
        HopKind.TO_COMMITTEE: transfer.to_committee,
        HopKind.TO_BRANCH: transfer.to_organisation,
        HopKind.OUTSIDE: transfer.from_committee or transfer.organisation,
        HopKind.RECEIPT: transfer.from_committee or transfer.organisation,
    }
    return holders[kind]

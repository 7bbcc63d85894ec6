"""Asking for a transfer, checking it, sending it on, taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.transfer.commands.steps.moving import end_letters, finish, load, load_as_sender, new_hop, pass_on
from dangjian.work.transfer.events import TransferArrived
from dangjian.work.transfer.models import Transfer
from dangjian.work.transfer.permissions import SEND_TRANSFER, VIEW_OWN_TRANSFER
from dangjian.work.transfer.queries.loading.facts import known_of
from dangjian.work.transfer.queries.loading.places import committee_of, way_between
from dangjian.work.transfer.rules.checks import Declared, TransferCause, blocks, undeclared
from dangjian.work.transfer.rules.hops import HopKind, Outside, TransferScope, next_hop
from dangjian.work.transfer.rules.letters import LetterState
from dangjian.work.transfer.rules.states import RefusalReason, TransferState, is_senders

AT_BRANCH = frozenset({HopKind.FROM_BRANCH})
AT_COMMITTEE = frozenset({HopKind.FROM_COMMITTEE})
OWN_OPEN = frozenset({TransferState.DRAFT, TransferState.REJECTED})
"""States in which the member's own request can be taken back by the member."""


@command(VIEW_OWN_TRANSFER)
def ask_transfer(
    unit: Unit,
    *,
    cause: TransferCause,
    to_organisation_id: UUID | None = None,
    outside: Outside | None = None,
    reason: str = "",
) -> Transfer:
    """A member asks for the own relation to be moved; the branch checks it. Raises BadInput, Conflict."""
    person_id = unit.actor.person_id
    if person_id is None:
        raise BadInput("transfer.no_person", "您的账号没有对应的党员信息，请联系党支部办理。")
    person = unit.get(Person, person_id, lock=False)
    row = _begin(unit, person, to_organisation_id or outside, cause, reason, is_own=True)
    hop = unit.create(new_hop(unit, row, HopKind.FROM_BRANCH, 1))
    unit.update(row, hop_due_on=hop.due_on)
    unit.emit(TransferArrived(row.pk, hop.pk, row.person_id))
    return row


@command(SEND_TRANSFER)
def start_transfer(
    unit: Unit,
    *,
    person_id: UUID,
    cause: TransferCause,
    declared: Declared,
    to_organisation_id: UUID | None = None,
    outside: Outside | None = None,
    reason: str = "",
    batch_id: UUID | None = None,
) -> Transfer:
    """The sending branch begins a transfer that it has checked, and sends it on.

    Raises NotFound for somebody out of reach, BadInput with what stands against it.
    """
    person = unit.get(Person, person_id, lock=False)
    unit.require_place(person.org_path)
    row = _begin(unit, person, to_organisation_id or outside, cause, reason, batch_id=batch_id)
    unit.create(new_hop(unit, row, HopKind.FROM_BRANCH, 1))
    _send_on(unit, row, declared)
    return row


def _begin(
    unit: Unit,
    person: Person,
    to: UUID | Outside | None,
    cause: TransferCause,
    reason: str,
    *,
    is_own: bool = False,
    batch_id: UUID | None = None,
) -> Transfer:
    problems = blocks(known_of(person).facts)
    if problems:
        raise Conflict("transfer.blocked", "".join(problems))
    branch = person.organisation
    return unit.create(
        Transfer(
            person=person,
            open_person_id=person.pk,
            person_name=person.name,
            cause=cause,
            note=reason.strip()[:400],
            organisation=branch,
            org_path=branch.org_path,
            from_name=branch.short_name,
            asked_by=unit.actor.name[:80],
            is_own_request=is_own,
            batch_id=batch_id,
            **_aim(branch, to),
        )
    )


def _aim(branch: Organisation, to: UUID | Outside | None) -> dict[str, Any]:
    """Fields that say where a transfer leads. Raises BadInput without a receiver, Conflict without a committee."""
    if isinstance(to, Outside):
        ours = committee_of(branch)
        if ours is None:
            raise Conflict("transfer.no_committee", "介绍信由党委开具，本党支部没有上级党委，请联系上级组织部门办理。")
        return {
            "scope": to.scope,
            "from_committee": ours,
            "from_committee_name": ours.short_name,
            "to_organisation": None,
            "to_name": to.name.strip()[:160],
            "to_committee": None,
            "to_committee_name": to.committee_name.strip()[:160],
        }
    if to is None:
        raise BadInput("transfer.target", "请选择接收的党支部，或填写系统外的接收党组织。", field="to_organisation_id")
    way = way_between(branch, to)
    return {
        "scope": way.scope,
        "from_committee": way.from_committee,
        "from_committee_name": way.from_committee.short_name if way.from_committee else "",
        "to_organisation": way.to,
        "to_name": way.to.short_name,
        "to_committee": way.to_committee,
        "to_committee_name": way.to_committee.short_name if way.to_committee else "",
    }


@command(SEND_TRANSFER)
def check_transfer(
    unit: Unit,
    *,
    transfer_id: UUID,
    declared: Declared,
    to_organisation_id: UUID | None = None,
    expected_version: int | None = None,
) -> Transfer:
    """The sending branch checks what a member asked for, or corrects what came back, and sends it on.

    Raises NotFound, NotAllowed, Conflict, StaleEdit, BadInput with what has still to be looked up.
    """
    row = load(unit, transfer_id, expected_version, AT_BRANCH)
    if to_organisation_id is not None and to_organisation_id != row.to_organisation_id:
        unit.update(row, **_aim(row.organisation, to_organisation_id))
    _send_on(unit, row, declared)
    return row


def _send_on(unit: Unit, row: Transfer, declared: Declared) -> None:
    known = known_of(row.person, beside=row)
    problems = blocks(known.facts)
    if problems:
        raise Conflict("transfer.blocked", "".join(problems))
    open_checks = undeclared(known.facts, declared)
    if open_checks:
        raise BadInput("transfer.unchecked", "".join(open_checks), field="declared")
    following = next_hop(TransferScope(row.scope), TransferState(row.state))
    assert following is not None, "a transfer at its sending branch has a way on"
    state, kind = following
    pass_on(
        unit,
        row,
        state,
        kind,
        outcome="checked",
        checked_by=unit.actor.name[:80],
        dues_paid_until=known.paid_until,
        unpaid_months=known.facts.unpaid_months,
        refused_for="",
        refusal_note="",
    )


@command(SEND_TRANSFER)
def return_transfer(
    unit: Unit, *, transfer_id: UUID, refusal: RefusalReason, remark: str, expected_version: int | None = None
) -> Transfer:
    """The sending committee gives a transfer back to its branch to be put right. Raises as `check_transfer`."""
    row = load(unit, transfer_id, expected_version, AT_COMMITTEE)
    give_back(unit, row, refusal, remark)
    return row


def insist_on_words(remark: str) -> None:
    """A refusal says what has to be put right. Raises BadInput."""
    if len(remark.strip()) < 4:
        raise BadInput("transfer.refusal_note", "请具体写明原因，让转出党组织知道怎样更正。", field="remark")


def give_back(unit: Unit, row: Transfer, refusal: RefusalReason, remark: str) -> None:
    insist_on_words(remark)
    text = remark.strip()
    end_letters(unit, row, LetterState.VOID)
    pass_on(
        unit,
        row,
        TransferState.REJECTED,
        HopKind.FROM_BRANCH,
        outcome="refused",
        remark=f"{refusal.label}：{text}",
        refused_for=refusal,
        refusal_note=text[:400],
    )


@command(SEND_TRANSFER)
def withdraw_transfer(unit: Unit, *, transfer_id: UUID, remark: str, expected_version: int | None = None) -> Transfer:
    """The sending side takes a transfer back before it is accepted. Raises as `check_transfer`."""
    row = load_as_sender(unit, transfer_id, expected_version)
    if len(remark.strip()) < 2:
        raise BadInput("transfer.withdraw_note", "请写明撤回的原因。", field="remark")
    if not is_senders(TransferState(row.state)):
        raise Conflict("transfer.accepted", "接收党组织已经接收，不能撤回；需要转回的，请由现所在党支部重新办理。")
    finish(unit, row, TransferState.WITHDRAWN, outcome="withdrawn", remark=remark.strip())
    return row


@command(VIEW_OWN_TRANSFER)
def withdraw_own_transfer(unit: Unit, *, transfer_id: UUID, expected_version: int | None = None) -> Transfer:
    """A member takes the own request back before the branch has checked it. Raises NotFound, Conflict, StaleEdit."""
    row = unit.get(Transfer, transfer_id, expected_version=expected_version)
    if not row.is_own_request or row.state not in OWN_OPEN:
        label = TransferState(row.state).label
        raise Conflict("transfer.not_yours_now", f"这件转接{label}，如需撤回请联系您的党支部。")
    finish(unit, row, TransferState.WITHDRAWN, outcome="withdrawn", remark="本人撤回申请")
    return row

"""What follows from events: todos for whoever has a transfer at hand, word to the member, ends of what is overtaken."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.events import PeopleMoved, PersonLeft
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.events import on
from dangjian.work.transfer import events
from dangjian.work.transfer.commands import follow_person
from dangjian.work.transfer.models import Transfer, TransferHop
from dangjian.work.transfer.permissions import RECEIVE_TRANSFER, SEND_TRANSFER
from dangjian.work.transfer.rules.hops import RECEIVING, HopKind
from dangjian.work.transfer.rules.states import RefusalReason, TransferState

MATTER = "work.transfer"
_ASKS = {
    HopKind.FROM_BRANCH: "请审核转出",
    HopKind.FROM_COMMITTEE: "请办理转出",
    HopKind.TO_COMMITTEE: "请办理接收",
    HopKind.TO_BRANCH: "请接收转入党员",
    HopKind.OUTSIDE: "请跟进系统外接收情况",
    HopKind.RECEIPT: "请催收介绍信回执",
}


@on(events.TransferArrived)
def tell_holder(event: events.TransferArrived) -> None:
    """Whoever has the transfer now finds it among the todos; those before are done. The member hears where it is."""
    transfer = Transfer.objects.unscoped("the transfer an event names").get(pk=event.transfer_id)
    hop: TransferHop = TransferHop.objects.unscoped("the leg an event names").get(pk=event.hop_id)
    for earlier in range(1, hop.number):
        close_todo(source=MATTER, source_ref=f"{transfer.pk}.{earlier}")
    if hop.left_on is None:
        _open(transfer, hop)
    _tell_member(transfer, hop)


def _open(transfer: Transfer, hop: TransferHop) -> None:
    action = RECEIVE_TRANSFER if HopKind(hop.kind) in RECEIVING else SEND_TRANSFER
    holders: list[UUID] = ports.ask(NEAREST_HOLDERS, action=action, org_path=hop.org_path)
    text = f"{transfer.from_name} → {transfer.to_name}。"
    if transfer.state == TransferState.REJECTED:
        text += f"已退回：{RefusalReason(transfer.refused_for).label}，{transfer.refusal_note}。更正后可以重新转出。"
    open_todo(
        person_ids=[person_id for person_id in holders if person_id != transfer.person_id] or holders,
        source=MATTER,
        source_ref=f"{transfer.pk}.{hop.number}",
        title=f"{_ASKS[HopKind(hop.kind)]}：{transfer.person_name}",
        text=text,
        subject_kind="transfer",
        subject_id=transfer.pk,
        due_on=hop.due_on,
        org_path=hop.org_path,
    )


def _tell_member(transfer: Transfer, hop: TransferHop) -> None:
    text = f"{transfer.from_name} → {transfer.to_name}，现由{hop.organisation_name}办理。"
    if transfer.state == TransferState.REJECTED:
        text += f"退回原因：{RefusalReason(transfer.refused_for).label}。"
    send_message(
        person_ids=[transfer.person_id],
        kind="transfer",
        title=f"组织关系转接：{HopKind(hop.kind).label}办理中",
        text=f"{text}接收之前，您仍在原党支部参加组织生活、交纳党费。",
        subject_kind="own-transfer",
        dedupe_key=f"transfer.{hop.pk}",
    )


@on(events.TransferEnded)
def tell_end(event: events.TransferEnded) -> None:
    """The todos of a transfer that is over end; the member hears how it ended."""
    transfer = Transfer.objects.unscoped("the transfer an event names").get(pk=event.transfer_id)
    hops = TransferHop.objects.unscoped("legs of the transfer an event names").filter(transfer=transfer)
    for number in hops.values_list("number", flat=True):
        close_todo(source=MATTER, source_ref=f"{transfer.pk}.{number}", is_done=event.is_done)
    done = f"您的组织关系已转入{transfer.to_name}，请主动与新党支部联系，参加组织生活、交纳党费。"
    send_message(
        person_ids=[transfer.person_id],
        kind="transfer",
        title="组织关系转接已办结" if event.is_done else "组织关系转接已撤回",
        text=done if event.is_done else f"转往{transfer.to_name}的转接已撤回，您的组织关系仍在{transfer.from_name}。",
        subject_kind="own-transfer",
        dedupe_key=f"transfer.{transfer.pk}.end",
    )


@on(PeopleMoved)
def people_moved(event: PeopleMoved) -> None:
    """Somebody was moved by another way: the transfer that is still open has nothing left to do."""
    for person_id in event.person_ids:
        follow_person(person_id=person_id, remark="组织关系已另行调整，本件自动撤回。")


@on(PersonLeft)
def person_left(event: PersonLeft) -> None:
    """Somebody is off the register: the transfer ends."""
    follow_person(person_id=event.aggregate_id, remark="该人员已不在册，本件自动撤回。")

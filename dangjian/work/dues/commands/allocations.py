"""Passing dues down (下拨): booked where they leave, booked where they arrive, taken back on both sides."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.dues.commands.steps.booking import Line, book
from dangjian.work.dues.events import DuesAllocated, DuesAllocationSettled
from dangjian.work.dues.models import DuesAllocation
from dangjian.work.dues.permissions import CONFIRM_ALLOCATION, SEND_ALLOCATION
from dangjian.work.dues.queries.loading.funds import first_money, funds_of, held_of
from dangjian.work.dues.rules.kinds import Account, PostingKind
from dangjian.work.dues.rules.money import yuan
from dangjian.work.dues.rules.using import too_much


@command(SEND_ALLOCATION)
def send_allocation(
    unit: Unit, *, from_organisation_id: UUID, organisation_id: UUID, amount_fen: int, sent_on: date, subject: str
) -> DuesAllocation:
    """Pass dues down to an organisation below; its money once the receiver confirmed.

    What has to be passed up and what waits to be spent is not there to be passed down. Raises NotFound, BadInput.
    """
    sender = unit.get(Organisation, from_organisation_id)
    receiver = unit.get(Organisation, organisation_id, lock=False)
    _refuse_impossible(unit, sender, receiver, amount_fen, sent_on, subject)
    posting = book(
        unit,
        place=sender,
        lines=[Line(Account.ALLOCATED, amount_fen), Line(Account.MONEY, -amount_fen)],
        kind=PostingKind.ALLOCATION,
        on=sent_on,
        memo=f"下拨{receiver.short_name}",
    )
    allocation = unit.create(
        DuesAllocation(
            organisation=receiver,
            org_path=receiver.org_path,
            org_name=receiver.short_name,
            from_organisation=sender,
            from_name=sender.short_name,
            amount_fen=amount_fen,
            sent_on=sent_on,
            subject=subject.strip(),
            sent_by=unit.actor.name[:80],
            owner_account_id=unit.actor.account_id,
            owner_person_id=unit.actor.person_id,
            posting=posting,
        )
    )
    unit.emit(DuesAllocated(allocation.pk, sender.pk, receiver.pk))
    return allocation


def _refuse_impossible(
    unit: Unit, sender: Organisation, receiver: Organisation, amount: int, sent_on: date, subject: str
) -> None:
    def bad(field: str, text: str) -> BadInput:
        return BadInput(f"dues.allocation.{field}", text, field=field)

    if receiver.pk == sender.pk or not receiver.org_path.startswith(sender.org_path):
        raise bad("organisation_id", f"党费只能下拨给{sender.short_name}的下级党组织，请重新选择接收组织。")
    if receiver.dissolved_on is not None:
        raise bad("organisation_id", f"{receiver.short_name}已撤销，不能下拨，请重新选择接收组织。")
    if len(subject.strip()) < 4:
        raise bad("subject", "请写明下拨的用途，至少 4 个字，如“补助生活困难党员”。")
    if sent_on > unit.today:
        raise bad("sent_on", "下拨日期不能晚于今天，请在拨付后登记。")
    first = first_money(sender)
    if first is None or sent_on < first:
        since = f"账上自 {first} 起才有党费" if first else "账上还没有党费"
        raise bad("sent_on", f"{sender.short_name}{since}，在此之前不能下拨，请核对日期。")
    if amount <= 0:
        raise bad("amount_yuan", "请填写下拨金额，单位为元，最多两位小数。")
    funds = funds_of(sender, unit.today)
    if amount > funds.available:
        raise bad("amount_yuan", too_much(funds))


@command(CONFIRM_ALLOCATION)
def confirm_allocation(unit: Unit, *, allocation_id: UUID, received_on: date) -> DuesAllocation:
    """Confirm that an allocation arrived: from here on it is money of the receiver.

    Somebody else than who sent it. Raises NotFound, BadInput for a day before it was sent, Conflict when settled.
    """
    allocation = unit.get(DuesAllocation, allocation_id)
    place = unit.get(Organisation, allocation.organisation_id)
    _refuse_reversed(allocation)
    if allocation.received_on is not None:
        raise Conflict("dues.allocation.confirmed", "这笔下拨已经确认收到，请刷新后查看。")
    if _is_own(unit, allocation):
        raise Conflict("dues.allocation.second_person", "这笔下拨由您登记，须由接收组织的党费工作人员确认。")
    if not allocation.sent_on <= received_on <= unit.today:
        raise BadInput("dues.allocation.received", "收到日期应在下拨日期之后、今天之前。", field="received_on")
    posting = book(
        unit,
        place=place,
        lines=[Line(Account.MONEY, allocation.amount_fen), Line(Account.FROM_ABOVE, -allocation.amount_fen)],
        kind=PostingKind.GRANT,
        on=received_on,
        memo=f"收到{allocation.from_name}下拨",
    )
    unit.update(allocation, received_on=received_on, received_by=unit.actor.name[:80], received_posting=posting)
    unit.emit(DuesAllocationSettled(allocation.pk, place.pk, is_reversed=False))
    return allocation


@command(SEND_ALLOCATION)
def reverse_allocation(unit: Unit, *, allocation_id: UUID, reason: str) -> DuesAllocation:
    """Take an allocation back by postings the other way round; where it had arrived, on both sides.

    Whoever keeps the dues of the sender. Raises NotFound, BadInput without a reason, Conflict when it is taken back
    already or the receiver has used the money.
    """
    allocation = unit.get(DuesAllocation, allocation_id)
    sender = unit.get(Organisation, allocation.from_organisation_id)
    receiver = unit.get(Organisation, allocation.organisation_id)
    _refuse_reversed(allocation)
    words = reason.strip()[:200]
    if not words:
        raise BadInput("dues.allocation.reason", "请写明收回的原因。", field="reason")
    amount = allocation.amount_fen
    changes: dict[str, Any] = {}
    if allocation.received_on is not None:
        if (held := held_of(receiver)) < amount:
            text = f"{receiver.short_name}账上只有 {yuan(max(held, 0))} 元，已使用的不能收回，请先核对使用登记。"
            raise Conflict("dues.allocation.used", text)
        changes["received_reversal"] = book(
            unit,
            place=receiver,
            lines=[Line(Account.FROM_ABOVE, amount), Line(Account.MONEY, -amount)],
            kind=PostingKind.REVERSAL,
            on=unit.today,
            memo=f"上级收回下拨：{words}",
            reverses=allocation.received_posting,
        )
    changes["reversal"] = book(
        unit,
        place=sender,
        lines=[Line(Account.MONEY, amount), Line(Account.ALLOCATED, -amount)],
        kind=PostingKind.REVERSAL,
        on=unit.today,
        memo=f"收回下拨：{words}",
        reverses=allocation.posting,
    )
    changes |= {"reversed_at": unit.now, "reversed_by": unit.actor.name[:80], "reversed_reason": words}
    unit.update(allocation, note=words, **changes)
    unit.emit(DuesAllocationSettled(allocation.pk, receiver.pk, is_reversed=True))
    return allocation


def _refuse_reversed(allocation: DuesAllocation) -> None:
    if allocation.reversed_at is not None:
        raise Conflict("dues.allocation.reversed", "这笔下拨已经收回，请刷新后查看。")


def _is_own(unit: Unit, allocation: DuesAllocation) -> bool:
    actor = unit.actor
    is_person = actor.person_id is not None and actor.person_id == allocation.owner_person_id
    return is_person or (actor.account_id is not None and actor.account_id == allocation.owner_account_id)

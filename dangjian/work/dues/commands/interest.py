"""Interest on the account of dues is income of dues: recorded with the bank's slip, reversed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.files import attach
from dangjian.work.dues.commands.steps.booking import Line, book
from dangjian.work.dues.models import DuesInterest
from dangjian.work.dues.permissions import RECORD_INTEREST
from dangjian.work.dues.ports import INTEREST_EVIDENCE
from dangjian.work.dues.queries.loading.funds import first_money
from dangjian.work.dues.rules.kinds import Account, PostingKind


@command(RECORD_INTEREST)
def record_interest(
    unit: Unit,
    *,
    organisation_id: UUID,
    amount_fen: int,
    credited_on: date,
    file_ids: Sequence[UUID] = (),
) -> DuesInterest:
    """Record interest that the bank credited, with its slip; booked at once. Nothing of it is passed up.

    Raises NotFound, BadInput for an impossible day or amount or without a slip, Conflict for a day that is recorded.
    """
    place = unit.get(Organisation, organisation_id)
    _refuse_impossible(unit, place, amount_fen, credited_on, file_ids)
    if DuesInterest.objects.filter(organisation=place, standing=credited_on).exists():
        raise Conflict("dues.interest.known", f"{credited_on} 的利息已经登记。登记有误的，请先冲销原来的一笔。")
    posting = book(
        unit,
        place=place,
        lines=[Line(Account.MONEY, amount_fen), Line(Account.INTEREST, -amount_fen)],
        kind=PostingKind.INTEREST,
        on=credited_on,
        memo="党费账户利息",
    )
    interest = unit.create(
        DuesInterest(
            organisation=place,
            org_path=place.org_path,
            org_name=place.short_name,
            amount_fen=amount_fen,
            credited_on=credited_on,
            recorded_by=unit.actor.name[:80],
            posting=posting,
            standing=credited_on,
        )
    )
    attach(unit, purpose=INTEREST_EVIDENCE, owner_id=interest.pk, file_ids=file_ids)
    return interest


def _refuse_impossible(
    unit: Unit, place: Organisation, amount: int, credited_on: date, file_ids: Sequence[UUID]
) -> None:
    if amount <= 0:
        raise BadInput("dues.interest.amount", "请填写利息金额，单位为元，最多两位小数。", field="amount_yuan")
    if credited_on > unit.today:
        raise BadInput("dues.interest.day", "入账日期不能晚于今天。", field="credited_on")
    first = first_money(place)
    if first is None or credited_on < first:
        since = f"账上自 {first} 起才有党费" if first else "账上还没有党费"
        raise BadInput("dues.interest.day", f"{since}，在此之前不会有利息，请核对日期。", field="credited_on")
    if not file_ids:
        raise BadInput("dues.interest.files", "请上传银行的结息单或账户明细。", field="file_ids")


@command(RECORD_INTEREST)
def reverse_interest(unit: Unit, *, interest_id: UUID, reason: str) -> DuesInterest:
    """Take a record of interest back by a posting the other way round. Raises NotFound, BadInput, Conflict."""
    interest = unit.get(DuesInterest, interest_id)
    place = unit.get(Organisation, interest.organisation_id)
    words = reason.strip()[:200]
    if not words:
        raise BadInput("dues.interest.reason", "请写明冲销的原因。", field="reason")
    if interest.reversal_id is not None:
        raise Conflict("dues.interest.reversed", "这笔利息已经冲销，请刷新后查看。")
    posting = book(
        unit,
        place=place,
        lines=[Line(Account.INTEREST, interest.amount_fen), Line(Account.MONEY, -interest.amount_fen)],
        kind=PostingKind.REVERSAL,
        on=unit.today,
        memo=f"冲销利息：{words}",
        reverses=interest.posting,
    )
    changes: dict[str, Any] = {"reversal": posting, "reversed_by": unit.actor.name[:80], "reversed_reason": words}
    return unit.update(interest, standing=None, note=words, **changes)

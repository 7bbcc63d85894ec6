"""Passing dues up and confirming that they arrived (dues.md, section 7)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.dues.commands.steps.booking import Line, book
from dangjian.work.dues.events import DuesRemitted
from dangjian.work.dues.models import Remittance
from dangjian.work.dues.permissions import CONFIRM_REMITTANCE, SEND_REMITTANCE
from dangjian.work.dues.queries.loading.funds import held_of
from dangjian.work.dues.queries.loading.passing import basis_of
from dangjian.work.dues.rules.kinds import Account, PostingKind
from dangjian.work.dues.rules.money import yuan
from dangjian.work.dues.rules.months import is_month, month_of


@command(SEND_REMITTANCE)
def send_remittance(unit: Unit, *, organisation_id: UUID, last_month: str, sent_on: date, note: str = "") -> Remittance:
    """Pass up the share of what came in since the last remittance, up to a month that is over.

    What came in during months that are over never changes any more, so that no fen is counted twice or forgotten.
    Raises NotFound, BadInput for a month that is not over, Conflict where there is nothing or nobody above.
    """
    organisation = unit.get(Organisation, organisation_id)
    if not is_month(last_month) or last_month >= month_of(unit.today):
        raise BadInput("dues.remittance.month", "只能上缴已经结束的月份，请选择上月或更早的月份。", field="last_month")
    if sent_on > unit.today:
        raise BadInput("dues.remittance.future", "上缴日期不能晚于今天。", field="sent_on")
    if organisation.parent_id is None:
        raise Conflict("dues.remittance.top", "最上级组织在本系统内没有上级，请按规定向系统外上级上缴并留存凭证。")
    basis = basis_of(organisation, last_month)
    if basis.first_month > last_month:
        raise Conflict("dues.remittance.done", f"{last_month} 及以前收到的党费已经上缴。")
    if basis.amount <= 0:
        raise Conflict("dues.remittance.nothing", f"{basis.first_month} 至 {last_month} 没有需要上缴的党费。")
    if basis.amount > (held := held_of(organisation)):
        text = f"应上缴 {yuan(basis.amount)} 元，账上只有 {yuan(held)} 元。请先核对收交、冲销和使用登记。"
        raise Conflict("dues.remittance.balance", text)
    above: Organisation = Organisation.objects.unscoped("the superior of an organisation in scope").get(
        pk=organisation.parent_id
    )
    lines = [Line(Account.PASSED_UP, basis.amount), Line(Account.MONEY, -basis.amount)]
    memo = f"上缴{above.short_name}"
    posting = book(unit, place=organisation, lines=lines, kind=PostingKind.REMITTANCE, on=sent_on, memo=memo)
    remittance = unit.create(
        Remittance(
            organisation=organisation,
            org_path=organisation.org_path,
            org_name=organisation.short_name,
            to_organisation=above,
            to_name=above.short_name,
            first_month=basis.first_month,
            last_month=last_month,
            basis_fen=basis.shared,
            whole_fen=basis.whole,
            share_up=basis.share_up,
            amount_fen=basis.amount,
            sent_on=sent_on,
            note=note.strip(),
            sent_by=unit.actor.name[:80],
            posting=posting,
            standing=basis.first_month,
        )
    )
    unit.emit(DuesRemitted(remittance.pk, organisation.pk, above.pk))
    return remittance


@command(CONFIRM_REMITTANCE)
def confirm_remittance(unit: Unit, *, remittance_id: UUID, received_on: date) -> Remittance:
    """Confirm that a remittance arrived: from here on it is money of the superior.

    Raises NotFound where the superior is out of reach, BadInput for a day before it was sent, Conflict when settled.
    """
    remittance = unit.get(Remittance, remittance_id)
    place = unit.get(Organisation, remittance.to_organisation_id)
    _refuse_settled(remittance)
    if not remittance.sent_on <= received_on <= unit.today:
        raise BadInput("dues.remittance.received", "收到日期应在上缴日期之后、今天之前。", field="received_on")
    lines = [Line(Account.MONEY, remittance.amount_fen), Line(Account.FROM_BELOW, -remittance.amount_fen)]
    memo = f"收到{remittance.org_name}上缴"
    posting = book(unit, place=place, lines=lines, kind=PostingKind.RECEIPT, on=received_on, memo=memo)
    return unit.update(remittance, received_on=received_on, received_by=unit.actor.name[:80], received_posting=posting)


@command(SEND_REMITTANCE)
def withdraw_remittance(unit: Unit, *, remittance_id: UUID, reason: str) -> Remittance:
    """Take a remittance back that has not been confirmed: booked the other way round. Raises BadInput, Conflict."""
    remittance = unit.get(Remittance, remittance_id)
    place = unit.get(Organisation, remittance.organisation_id)
    _refuse_settled(remittance)
    if not reason.strip():
        raise BadInput("dues.remittance.reason", "请写明撤回的原因。", field="reason")
    later = Remittance.objects.filter(
        organisation=place, first_month__gt=remittance.last_month, withdrawn_at__isnull=True
    )
    if later.exists():
        raise Conflict("dues.remittance.later", "之后的月份已经上缴，请先撤回较晚的一笔。")
    lines = [Line(Account.MONEY, remittance.amount_fen), Line(Account.PASSED_UP, -remittance.amount_fen)]
    book(
        unit,
        place=place,
        lines=lines,
        kind=PostingKind.REVERSAL,
        on=unit.today,
        memo=f"撤回上缴：{reason.strip()}",
        reverses=remittance.posting,
    )
    return unit.update(remittance, withdrawn_at=unit.now, withdrawn_reason=reason.strip()[:200], standing=None)


def _refuse_settled(remittance: Remittance) -> None:
    if remittance.withdrawn_at is not None:
        raise Conflict("dues.remittance.withdrawn", "这笔上缴已经撤回。")
    if remittance.received_on is not None:
        raise Conflict("dues.remittance.confirmed", "上级已经确认收到这笔上缴。")

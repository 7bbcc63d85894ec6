"""Orders at payment platforms: opened with the amount of the sheet, kept, given up; links for others to pay."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from dangjian.directory.members.models import Person
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.dues.models import ChannelOrder, DuesOrder, PayLink
from dangjian.work.dues.permissions import PAY_DUES, TAKE_PAYMENT
from dangjian.work.dues.queries.loading.channels import accounts_for
from dangjian.work.dues.queries.loading.links import hash_of, link_of
from dangjian.work.dues.queries.loading.open_months import open_months
from dangjian.work.dues.rules.channels.asking import OPEN_FOR, next_ask
from dangjian.work.dues.rules.channels.base import PayWay, Scene
from dangjian.work.dues.rules.channels.judging import OrderState
from dangjian.work.dues.rules.channels.settings import PlatformKind

LINK_LASTS = timedelta(hours=24)
MOST_MONTHS = 12


@command(PAY_DUES)
def open_channel_order(
    unit: Unit, *, kind: PlatformKind, periods: Sequence[str], scene: Scene, token: str = ""
) -> ChannelOrder:
    """Set out to pay months at a platform: one's own, or those of a link. An open order for the same is taken up again.

    Raises NotFound for a link that is over, BadInput for months that are not owed, Conflict while another is open.
    """
    link = link_of(token, unit.now) if token else None
    payer = unit.get(Person, _me(unit), lock=False)
    person_id = link.person_id if link is not None else payer.pk
    months = _months(unit, person_id, link.periods if link is not None else periods)
    account = next((each for each in accounts_for(months[0].org_path) if each.kind == kind), None)
    if account is None:
        raise Conflict("dues.pay.not_offered", "党组织没有开通这种线上交纳方式，请选择其他方式或向党支部交纳。")
    wanted = [[order.period, order.due_fen - order.paid_fen] for order in months]
    rows = ChannelOrder.objects.unscoped("whether a payment for the member is under way, whoever pays")
    held: ChannelOrder | None = rows.filter(person_id=person_id, standing="open").first()
    if held is not None:
        same = (held.account_id, held.payer_id, held.scene, held.months) == (account.pk, payer.pk, scene, wanted)
        if same and held.ends_at > unit.now + timedelta(minutes=1):
            return held
        raise _under_way()
    order = ChannelOrder(
        account=account,
        organisation_id=months[0].organisation_id,
        org_path=months[0].org_path,
        number=secrets.token_hex(16),
        person_id=person_id,
        person_name=months[0].person_name,
        months=wanted,
        amount_fen=sum(fen for _, fen in wanted),
        payer=payer,
        payer_name=payer.name,
        scene=scene.value,
        standing="open",
        ends_at=unit.now + OPEN_FOR,
        next_ask_at=next_ask(unit.now, 0),
    )
    try:
        with transaction.atomic():
            return unit.create(order)
    except IntegrityError as error:
        raise _under_way() from error


def _under_way() -> Conflict:
    return Conflict(
        "dues.pay.under_way", "这些月份有一笔支付正在进行，请先完成或取消它；刚付过款的请稍等结果，不要重复付款。"
    )


def _me(unit: Unit) -> UUID:
    if unit.actor.person_id is None:
        raise BadInput("dues.pay.nobody", "当前账号没有对应的党员，不能线上交纳。")
    return unit.actor.person_id


def _months(unit: Unit, person_id: UUID, periods: Sequence[str]) -> list[DuesOrder]:
    """The open months that were asked for, oldest first. Raises BadInput when one is not owed any more."""
    if not 0 < len(set(periods)) <= MOST_MONTHS:
        raise BadInput("dues.pay.months", f"请选择 1 至 {MOST_MONTHS} 个要交的月份。", field="periods")
    owed = {order.period: order for order in open_months(person_id, unit.today)}
    if not set(periods) <= set(owed):
        raise BadInput("dues.pay.changed", "应交月份已有变化，可能已经交清，请刷新后重新选择。", field="periods")
    return [owed[period] for period in sorted(set(periods))]


@command(PAY_DUES)
def keep_way(unit: Unit, *, order_id: UUID, way: PayWay) -> ChannelOrder:
    """Keep how the payer goes on. Raises NotFound."""
    return unit.update(unit.get(ChannelOrder, order_id), way_address=way.address, way_code=way.code)


@command(PAY_DUES)
def give_up_order(unit: Unit, *, order_id: UUID, problem: str) -> ChannelOrder:
    """Close an order of one's own; money that comes all the same is held for people. Raises NotFound, Conflict."""
    order = unit.get(ChannelOrder, order_id)
    if order.state != OrderState.OPEN:
        raise Conflict("dues.pay.settled", "这笔支付已有结果，请刷新后查看。")
    return close(unit, order, problem)


def close(unit: Unit, order: ChannelOrder, problem: str) -> ChannelOrder:
    """Close an order that was not paid."""
    return unit.update(
        order, state=OrderState.CLOSED.value, standing=None, next_ask_at=None, way_address="", way_code="",
        problem=problem[:200],
    )  # fmt: skip


@command(TAKE_PAYMENT)
def ask_again_later(unit: Unit, *, order_id: UUID, problem: str = "") -> ChannelOrder:
    """Note that a platform was asked and had nothing new; when to ask again follows from how often. Raises NotFound."""
    order = unit.get(ChannelOrder, order_id)
    if order.state != OrderState.OPEN:
        return order
    asked = order.asked + 1
    return unit.update(order, asked=asked, next_ask_at=next_ask(unit.now, asked), problem=problem[:200])


@command(PAY_DUES)
def make_pay_link(unit: Unit, *, periods: Sequence[str]) -> tuple[PayLink, str]:
    """A link by which somebody else pays for the acting member, for a day; shown once. Raises BadInput."""
    months = _months(unit, _me(unit), periods)
    token = secrets.token_urlsafe(24)
    link = unit.create(
        PayLink(
            organisation_id=months[0].organisation_id,
            org_path=months[0].org_path,
            person_id=months[0].person_id,
            person_name=months[0].person_name,
            periods=[order.period for order in months],
            token_hash=hash_of(token),
            ends_at=unit.now + LINK_LASTS,
        )
    )
    return link, token

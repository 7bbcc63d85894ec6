"""Paying at a platform, as the payer sees it: what is owed, which ways there are, how an order stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.work.dues.models import ChannelMoney, ChannelOrder, DuesOrder, DuesPayment
from dangjian.work.dues.permissions import PAY_DUES
from dangjian.work.dues.queries.loading.channels import accounts_for
from dangjian.work.dues.queries.loading.links import link_of
from dangjian.work.dues.queries.loading.open_months import open_months
from dangjian.work.dues.rules.channels.judging import OrderState
from dangjian.work.dues.rules.channels.settings import PlatformKind

WORDS = {
    OrderState.OPEN: "等待支付平台的结果。刚付过款的请稍等，不要重复付款。",
    OrderState.PAID: "已支付，党费已登记，收据在“我的党费”中。",
    OrderState.CLOSED: "这笔支付没有完成，没有登记。可以重新支付。",
    OrderState.HELD: "已收到付款，需由党费工作人员核对后登记，请不要重复付款。有疑问请联系党支部。",
}


@query(PAY_DUES)
def pay_options() -> dict[str, Any]:
    """What the acting member may pay now, through which platforms, and the payment that is under way."""
    person_id = current_actor().person_id
    if person_id is None:
        return {"months": [], "channels": [], "under_way": None}
    months = open_months(person_id, clock.today())
    path = months[0].org_path if months else Person.objects.unscoped("the own branch").get(pk=person_id).org_path
    rows = ChannelOrder.objects.filter(person_id=person_id, payer_id=person_id, state=OrderState.OPEN)
    under_way = rows.order_by("-created_at").first()
    return {
        "months": [_month(order) for order in months],
        "channels": _channels(path),
        "under_way": under_way.pk if under_way is not None else None,
    }


@query(PAY_DUES)
def look_at_link(*, token: str) -> dict[str, Any]:
    """What a link asks for. Raises NotFound when it is over."""
    link = link_of(token, clock.now())
    owed = {order.period: order for order in open_months(link.person_id, clock.today())}
    months = [owed[period] for period in link.periods if period in owed]
    return {
        "person_name": link.person_name,
        "months": [_month(order) for order in months],
        "channels": _channels(link.org_path),
        "ends_at": link.ends_at,
        "is_settled": len(months) < len(link.periods),
    }


@query(PAY_DUES)
def own_order(*, order_id: UUID) -> ChannelOrder:
    """The row of an order that the acting person opened. Raises NotFound."""
    found: ChannelOrder | None = ChannelOrder.objects.filter(pk=order_id).select_related("account").first()
    if found is None:
        raise NotFound()
    return found


@query(PAY_DUES)
def pay_order(*, order_id: UUID) -> dict[str, Any]:
    """How an order of the acting person stands, and how to go on. Raises NotFound."""
    order = own_order(order_id=order_id)
    state = OrderState(order.state)
    mine = order.person_id == order.payer_id
    return {
        "id": order.pk,
        "number": order.number,
        "person_name": order.person_name,
        "is_own": mine,
        "months": [{"period": period, "amount_fen": fen} for period, fen in order.months],
        "amount_fen": order.amount_fen,
        "channel_label": PlatformKind(order.account.kind).label,
        "kind": order.account.kind,
        "scene": order.scene,
        "state": state.value,
        "state_label": state.label,
        "words": f"{WORDS[state]}{order.problem and '（' + order.problem + '）'}",
        "way_address": order.way_address,
        "way_code": order.way_code,
        "ends_at": order.ends_at,
        "receipt_id": _receipt(order) if mine and state is OrderState.PAID else None,
    }


def _receipt(order: ChannelOrder) -> UUID | None:
    rows = ChannelMoney.objects.unscoped("what became of an order of one's own")
    postings = rows.filter(order=order, posting__isnull=False).values_list("posting_id", flat=True)
    payment: DuesPayment | None = DuesPayment.objects.filter(posting_id__in=list(postings)).first()
    return payment.pk if payment is not None else None


def _month(order: DuesOrder) -> dict[str, Any]:
    return {"period": order.period, "amount_fen": order.due_fen - order.paid_fen}


def _channels(org_path: str) -> list[dict[str, str]]:
    return [{"kind": each.kind, "label": PlatformKind(each.kind).label} for each in accounts_for(org_path)]

"""Payments through platforms: paying, what platforms report, accounts, money that is held."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from dangjian.kernel.http import Page, PageRequest, Query, if_match
from dangjian.kernel.permissions import Public
from dangjian.work.dues import commands, queries
from dangjian.work.dues.api import channel_schemas as shapes
from dangjian.work.dues.api import schemas
from dangjian.work.dues.api.router import router
from dangjian.work.dues.jobs import platforms
from dangjian.work.dues.permissions import KEEP_CHANNELS, PAY_DUES, SET_CHANNELS
from dangjian.work.dues.rules.channels.base import Scene

SIGNED = Public("the platform proves itself by its signature, checked before anything is read")
NOTICE = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "object"}},
        "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
    },
}


@router.post(
    "/dues/pay-notices/{uuid:payment_account_id}",
    name="receive_notice",
    action=SIGNED,
    body=NOTICE,
    produces="text/plain",
    keeps_secrets=True,
)
def receive_notice(request: HttpRequest, payment_account_id: UUID) -> HttpResponse:
    """支付平台结果通知"""
    platforms.receive_notice(account_id=payment_account_id, headers=request.headers, body=request.body)
    return HttpResponse("success", content_type="text/plain; charset=utf-8")


@router.get("/dues/pay-options", name="get_pay_options", action=PAY_DUES, out=shapes.PayOptionsOut)
def get_pay_options(request: HttpRequest) -> Any:
    """可以线上交纳的月份和方式"""
    return queries.pay_options()


@router.post(
    "/dues/pay-links", name="make_pay_link", action=PAY_DUES, out=shapes.PayLinkMadeOut, status=201, keeps_secrets=True
)
def make_pay_link(request: HttpRequest, body: shapes.PayPeriodsIn) -> Any:
    """生成代交链接"""
    link, token = commands.make_pay_link(periods=body.periods)
    return {"token": token, "ends_at": link.ends_at}


@router.post(
    "/dues/pay-links/look",
    name="look_at_pay_link",
    action=PAY_DUES,
    out=shapes.PayLinkOut,
    audit_kind="none",
    keeps_secrets=True,
)
def look_at_pay_link(request: HttpRequest, body: shapes.PayLinkLookIn) -> Any:
    """查看代交链接"""
    return queries.look_at_link(token=body.token)


@router.post(
    "/dues/pay-orders", name="open_pay_order", action=PAY_DUES, out=shapes.PayOrderRef, status=201, keeps_secrets=True
)
def open_pay_order(request: HttpRequest, body: shapes.PayOrderIn) -> Any:
    """发起线上交纳"""
    scene = Scene(body.scene)
    return {"id": platforms.open_payment(kind=body.kind, periods=body.periods, scene=scene, token=body.token)}


@router.get("/dues/pay-orders/{uuid:channel_order_id}", name="get_pay_order", action=PAY_DUES, out=shapes.PayOrderOut)
def get_pay_order(request: HttpRequest, channel_order_id: UUID) -> Any:
    """线上交纳的结果"""
    return queries.pay_order(order_id=channel_order_id)


@router.post(
    "/dues/pay-orders/{uuid:channel_order_id}/ask",
    name="ask_pay_order",
    action=PAY_DUES,
    out=shapes.PayOrderOut,
    keeps_secrets=True,
)
def ask_pay_order(request: HttpRequest, channel_order_id: UUID) -> Any:
    """向支付平台查询结果"""
    platforms.ask_own(channel_order_id)
    return queries.pay_order(order_id=channel_order_id)


@router.post(
    "/dues/pay-orders/{uuid:channel_order_id}/give-up",
    name="give_up_pay_order",
    action=PAY_DUES,
    out=None,
    keeps_secrets=True,
)
def give_up_pay_order(request: HttpRequest, channel_order_id: UUID) -> Any:
    """取消未完成的线上交纳"""
    platforms.give_up(channel_order_id)


@router.get("/dues/payment-accounts", name="list_accounts", action=SET_CHANNELS, out=Page[shapes.PaymentAccountOut])
def list_accounts(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """线上收款账户"""
    return queries.list_accounts(page=page)


@router.post(
    "/dues/payment-accounts",
    name="create_account",
    action=SET_CHANNELS,
    out=schemas.DuesRef,
    status=201,
    keeps_secrets=True,
    step_up=True,
)
def create_account(request: HttpRequest, body: shapes.PaymentAccountIn) -> Any:
    """新增线上收款账户"""
    given = body.model_dump(exclude={"organisation_id", "kind"})
    return {"id": commands.create_account(organisation_id=body.organisation_id, kind=body.kind, given=given).pk}


@router.put(
    "/dues/payment-accounts/{uuid:payment_account_id}",
    name="update_account",
    action=SET_CHANNELS,
    out=None,
    step_up=True,
)
def update_account(request: HttpRequest, payment_account_id: UUID, body: shapes.PaymentAccountBody) -> Any:
    """修改线上收款账户"""
    commands.update_account(account_id=payment_account_id, expected_version=if_match(request), given=body.model_dump())


@router.post(
    "/dues/payment-accounts/{uuid:payment_account_id}/switch",
    name="switch_account",
    action=SET_CHANNELS,
    out=None,
    step_up=True,
)
def switch_account(request: HttpRequest, payment_account_id: UUID, body: shapes.PaymentAccountSwitchIn) -> Any:
    """开通或停用线上收款账户"""
    commands.switch_account(account_id=payment_account_id, is_on=body.is_on)


@router.get(
    "/dues/channel-money", name="list_money", action=KEEP_CHANNELS, out=Page[shapes.ChannelMoneyOut], audit_kind="look"
)
def list_money(request: HttpRequest, filters: Query[shapes.ChannelMoneyFilter]) -> Any:
    """线上收款"""
    commands.note_look(what="线上收款", organisation_id=filters.organisation_id)
    return queries.list_money(page=filters, organisation_id=filters.organisation_id, state=filters.state)


@router.post("/dues/channel-money/{uuid:channel_money_id}/book", name="book_held", action=KEEP_CHANNELS, out=None)
def book_held(request: HttpRequest, channel_money_id: UUID, body: shapes.HeldBookIn) -> Any:
    """异常收款登记为党费"""
    months = [
        commands.MonthPaid(each.period, schemas.fen(each.amount_yuan, f"months.{number}.amount_yuan") or 0)
        for number, each in enumerate(body.months)
    ]
    voluntary = schemas.fen(body.voluntary_yuan, "voluntary_yuan") or 0
    commands.book_held(money_id=channel_money_id, person_id=body.person_id, months=months, voluntary_fen=voluntary)


@router.post("/dues/channel-money/{uuid:channel_money_id}/return", name="return_held", action=KEEP_CHANNELS, out=None)
def return_held(request: HttpRequest, channel_money_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """异常收款已退回"""
    commands.return_held(money_id=channel_money_id, reason=body.reason)


@router.post("/dues/channel-money/{uuid:channel_money_id}/leave", name="leave_held", action=KEEP_CHANNELS, out=None)
def leave_held(request: HttpRequest, channel_money_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """异常收款不作党费"""
    commands.leave_held(money_id=channel_money_id, reason=body.reason)


@router.post(
    "/dues/channel-money/{uuid:channel_money_id}/confirm", name="confirm_money", action=KEEP_CHANNELS, out=None
)
def confirm_money(request: HttpRequest, channel_money_id: UUID, body: schemas.DuesReasonIn) -> Any:
    """平台退款不实，恢复为已登记"""
    commands.confirm_booked(money_id=channel_money_id, reason=body.reason)

"""Payments that did not fit: why, and what people can do about each."""

from __future__ import annotations

from dangjian.work.dues.rules.channels.judging import Verdict
from dangjian.work.duties.rules.kinds import Labelled


class MoneyState(Labelled):
    """What became of a payment that a platform reported."""

    BOOKED = "booked", "已登记"
    HELD = "held", "待处理"
    RETURNED = "returned", "已退回"
    LEFT = "left", "不作党费"


class HeldReason(Labelled):
    """Why a payment waits for people."""

    AMOUNT = "amount", "金额不符"
    LATE = "late", "订单已关闭"
    SECOND = "second", "重复付款"
    REFUND = "refund", "平台已退款"
    UNKNOWN = "unknown", "没有此订单"
    STALE = "stale", "该月已不用交"


OF_VERDICT = {
    Verdict.HOLD_AMOUNT: HeldReason.AMOUNT,
    Verdict.HOLD_LATE: HeldReason.LATE,
    Verdict.HOLD_SECOND: HeldReason.SECOND,
    Verdict.HOLD_REFUND: HeldReason.REFUND,
}

WHAT_TO_DO = {
    HeldReason.AMOUNT: "实付金额与订单不同。请在支付平台商户后台核对这笔交易，属实的登记到应交月份，"
    "多出部分登记为自愿多交；不属实的在平台退款后登记“已退回”。",
    HeldReason.LATE: "订单关闭以后才付款。该月仍未交的，请登记到应交月份；"
    "已用其他方式交清的，请在平台退款后登记“已退回”。",
    HeldReason.SECOND: "同一订单付了两次，第一笔已登记。请与付款人核对，在平台退回这一笔后登记“已退回”，"
    "或经本人同意登记到其他应交月份。",
    HeldReason.REFUND: "支付平台已把钱退给付款人，系统中仍登记为已交。请核实退款原因，确认后系统冲销对应的收交登记。",
    HeldReason.UNKNOWN: "系统中没有这个订单号。请核对该商户号是否还用于其他收款：与党费无关的登记“不作党费”；"
    "属于党费的，查明交纳人后登记。",
    HeldReason.STALE: "付款时该月应交已经交清、撤销或超过补交期限。请与本人核对：登记到其他应交月份、登记为自愿多交，"
    "或在平台退款后登记“已退回”。",
}
"""One sentence for each: what is the matter and what to do."""

"""Channels by which members pay: one interface, one file a platform. Nothing here sends, keeps or asks for the time."""

from __future__ import annotations

from dangjian.work.dues.rules.channels.base import (
    Asked,
    ChannelFailed,
    NewOrder,
    Notice,
    NoticeRefused,
    PaymentChannel,
    PayState,
    PayWay,
    Reply,
    StatementLine,
)

__all__ = [
    "Asked",
    "ChannelFailed",
    "NewOrder",
    "Notice",
    "NoticeRefused",
    "PayState",
    "PayWay",
    "PaymentChannel",
    "Reply",
    "StatementLine",
]

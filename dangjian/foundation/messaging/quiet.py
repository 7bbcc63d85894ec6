"""Quiet hours that hold for a person: their own wish, else what the enterprise set."""

from __future__ import annotations

from datetime import time

from dangjian.foundation.messaging.models import MessagePreference
from dangjian.foundation.messaging.rules import DEFAULT_QUIET, QuietHours
from dangjian.kernel.parameters import Parameter

_NOTE = "这段时间内不通过平台以外的渠道（短信、企业微信等）打扰，紧急消息除外。个人可以另行设置。"
QUIET_FROM = Parameter(
    key="messaging.quiet_from",
    title="免打扰开始时间",
    note=_NOTE,
    group="消息",
    kind="time",
    default=f"{DEFAULT_QUIET.start:%H:%M}",
)
QUIET_UNTIL = Parameter(
    key="messaging.quiet_until",
    title="免打扰结束时间",
    note=_NOTE,
    group="消息",
    kind="time",
    default=f"{DEFAULT_QUIET.end:%H:%M}",
)


def quiet_hours_of(wish: MessagePreference | None) -> QuietHours:
    """The quiet hours of somebody with that wish (None: with none)."""
    if wish is not None and wish.quiet_from is not None and wish.quiet_until is not None:
        return QuietHours(wish.quiet_from, wish.quiet_until)
    return QuietHours(time.fromisoformat(QUIET_FROM.value()), time.fromisoformat(QUIET_UNTIL.value()))

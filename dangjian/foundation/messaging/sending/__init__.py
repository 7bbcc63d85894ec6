"""The channels of an enterprise, made from their settings: one file a kind."""

from __future__ import annotations

from dangjian.foundation.messaging.channels import Channel, registered
from dangjian.foundation.messaging.models import ChannelSetting
from dangjian.foundation.messaging.sending.base import Configured
from dangjian.foundation.messaging.sending.dingtalk import DingTalk
from dangjian.foundation.messaging.sending.mail import Mail
from dangjian.foundation.messaging.sending.sms import AliyunSms, SignedSms
from dangjian.foundation.messaging.sending.wecom import WeCom

KINDS: dict[str, type[Configured]] = {
    ChannelSetting.Kind.EMAIL: Mail,
    ChannelSetting.Kind.WECOM: WeCom,
    ChannelSetting.Kind.DINGTALK: DingTalk,
    ChannelSetting.Kind.SMS_ALIYUN: AliyunSms,
    ChannelSetting.Kind.SMS_HTTP: SignedSms,
}


def channel_of(row: ChannelSetting) -> Configured:
    """The channel that a row describes."""
    return KINDS[row.kind](row)


def open_channels() -> dict[str, Channel]:
    """Channels of the enterprise that are switched on, in the order in which they are tried, by code. One statement."""
    rows = ChannelSetting.objects.filter(is_on=True).order_by("position", "kind")
    return {row.kind: channel_of(row) for row in rows} | registered()

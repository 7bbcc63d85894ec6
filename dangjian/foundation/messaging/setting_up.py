"""What an administrator may enter for each kind of channel, and the message that tests it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dangjian.foundation.messaging.channels import ChannelFailed
from dangjian.foundation.messaging.models import ChannelSetting
from dangjian.foundation.messaging.sending import channel_of
from dangjian.foundation.messaging.sending.mail import ADDRESS
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.errors import BadInput, FieldProblem
from dangjian.kernel.ids import new_id
from dangjian.kernel.outgoing import OutgoingRefused
from dangjian.kernel.outgoing.addresses import check_target, take_apart
from dangjian.kernel.outgoing.mail import mail_place

NEEDED: dict[str, tuple[str, ...]] = {
    "email": ("address", "sender"),
    "wecom": ("account", "secret", "sender"),
    "dingtalk": ("account", "secret", "sender"),
    "sms_aliyun": ("account", "secret", "sender", "template"),
    "sms_http": ("address", "account", "secret", "sender", "template"),
}
"""What each kind cannot do without."""


def values_of(given: dict[str, Any]) -> dict[str, Any]:
    """The columns of a new channel. Raises BadInput."""
    _refuse_gaps(given, NEEDED[given["kind"]])
    _refuse_wrong(given)
    return {**given, "secret": given["secret"] or None}


def changes_of(kept: ChannelSetting, given: dict[str, Any]) -> dict[str, Any]:
    """What differs from a kept channel; an empty secret stays as it is, unless the address is another one: a secret
    that an administrator cannot read must not be sent to a place that they choose. Raises BadInput."""
    given = {**given, "kind": kept.kind}
    needed = NEEDED[kept.kind]
    moved = given["address"] != kept.address
    if kept.secret and moved and not given["secret"]:
        _refuse_gaps(given, (*needed, "secret"))
    if kept.secret:
        needed = tuple(name for name in needed if name != "secret")
    _refuse_gaps(given, needed)
    _refuse_wrong(given)
    names = [name for name in given if name not in {"kind", "secret"}]
    return {name: given[name] for name in names} | ({"secret": given["secret"]} if given["secret"] else {})


def try_out(row: ChannelSetting) -> str:
    """Send a test message to the acting person; the problem, or an empty text. Raises BadInput without a person."""
    person_id = current_actor().person_id
    if person_id is None:
        raise BadInput(
            "messaging.channel.no_person", "您的账号没有对应的人员，不能收到测试消息。请由有人员档案的管理员测试。"
        )
    try:
        channel_of(row).deliver(
            person_id=person_id, title="测试消息：这是 1 条新消息", text="", reference=str(new_id()), at=clock.now()
        )
    except ChannelFailed as failed:
        return str(failed) or "通道没有说明原因"
    return ""


def _refuse_gaps(given: dict[str, Any], needed: tuple[str, ...]) -> None:
    empty = [name for name in dict.fromkeys(needed) if not given[name]]
    if empty:
        fields = [FieldProblem(name, "messaging.channel.needed", "请填写此项。") for name in empty]
        raise BadInput("messaging.channel.needed", "还有必填项没有填写。", fields=fields)


def _refuse_wrong(given: dict[str, Any]) -> None:
    kind, sender = given["kind"], given["sender"]
    if kind == "email":
        _judge("address", lambda: mail_place(given["address"]))
        if not ADDRESS.match(sender):
            raise BadInput("messaging.channel.sender", "发件地址应为一个电子邮箱。", field="sender")
    elif given["address"]:
        _judge("address", lambda: check_target(take_apart(given["address"])))
    if kind in {"wecom", "dingtalk"} and not (sender.isascii() and sender.isdigit()):
        raise BadInput("messaging.channel.sender", "AgentId 是一串数字，在应用的详情页可以看到。", field="sender")


def _judge(field: str, check: Callable[[], object]) -> None:
    try:
        check()
    except OutgoingRefused as refused:
        raise BadInput("messaging.channel.address", str(refused), field=field) from refused

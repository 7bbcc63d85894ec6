"""WeCom, DingTalk and text messages against servers that check what they are given (TSK-2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from dangjian.foundation.messaging.sending.sms import aliyun_headers
from dangjian.kernel.clock import frozen
from dangjian.kernel.jobs import run_pending
from tests.foundation.messaging.conftest import local, states, tell
from tests.foundation.messaging.fake_platforms import SECRET, Platforms
from tests.world import World

SMS = {"account": "key-1", "sender": "某集团党建", "template": "SMS_1"}
CHAT = {"wecom": {"account": "corp-1", "sender": "1000002"}, "dingtalk": {"account": "app-1", "sender": "77"}}
NAMES = {"wecom": "LiMing", "dingtalk": "union-1"}


def test_TSK_2_signature_of_text_messages_is_the_published_example() -> None:
    headers = aliyun_headers(
        "RunInstances",
        "2014-05-26",
        "https://ecs.cn-shanghai.aliyuncs.com/",
        {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"},
        key="YourAccessKeyId",
        secret="YourAccessKeySecret",
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
    )

    assert headers["Authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_TSK_2_chat_platforms_get_title_and_link_and_nothing_of_the_content(
    world: World, channel: Callable[..., Any], linked: Callable[..., None], platforms: Platforms, kind: str
) -> None:
    channel(kind, **CHAT[kind])
    linked("member", kind, NAMES[kind])
    with frozen(local(9)):
        tell(world, "member", "支部大会通知", "缴费提醒 *急*")
        run_pending()
    text = json.dumps(platforms.taken, ensure_ascii=False)

    assert states(world) == [(kind, "sent")] * 2
    assert len(platforms.taken) == 1
    assert [part in text for part in ("您有 2 条新消息", "支部大会通知", "https://dj.example.com/m/messages")] == [
        True
    ] * 3
    assert "不外发" not in text


def test_TSK_2_only_the_number_goes_out_where_titles_are_kept_back(
    world: World, channel: Callable[..., Any], linked: Callable[..., None], platforms: Platforms
) -> None:
    channel("wecom", **CHAT["wecom"], shows_title=False)
    linked("member", "wecom", "LiMing")
    with frozen(local(9)):
        tell(world, "member", "关于某同志的处分")
        run_pending()

    assert platforms.taken[0]["textcard"]["title"] == "您有 1 条新消息"
    assert "处分" not in json.dumps(platforms.taken, ensure_ascii=False)


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_TSK_2_token_is_asked_for_once_and_again_when_it_is_refused(
    world: World, channel: Callable[..., Any], linked: Callable[..., None], platforms: Platforms, kind: str
) -> None:
    channel(kind, **CHAT[kind])
    linked("member", kind, NAMES[kind])
    with frozen(local(9)):
        tell(world, "member", "甲")
        run_pending()
        tell(world, "member", "乙")
        run_pending()
        once = platforms.tokens
        platforms.tokens += 1  # the platform made the old one void
        tell(world, "member", "丙")
        run_pending()

    assert (once, platforms.tokens) == (1, 3)
    assert [state for _, state in states(world)] == ["sent"] * 3


def test_TSK_2_same_title_twice_arrives_twice_where_platforms_drop_repeats(
    world: World, channel: Callable[..., Any], linked: Callable[..., None], platforms: Platforms
) -> None:
    channel("dingtalk", **CHAT["dingtalk"])
    linked("member", "dingtalk", "union-1")
    for hour in (9, 10):
        with frozen(local(hour)):
            tell(world, "member", "支部大会通知")
            run_pending()

    assert len(platforms.taken) == 2


@pytest.mark.parametrize(
    ("kind", "code", "after"),
    [
        ("wecom", 45009, "waiting"),
        ("wecom", 81013, "skipped"),
        ("wecom", 60020, "waiting"),
        ("dingtalk", 90018, "waiting"),
        ("dingtalk", 88, "waiting"),
    ],
)
def test_TSK_2_codes_of_chat_platforms(
    world: World, channel: Callable[..., Any], linked: Callable[..., None], platforms: Platforms, kind: str,
    code: int, after: str,
) -> None:  # fmt: skip
    channel(kind, **CHAT[kind])
    linked("member", kind, NAMES[kind])
    platforms.codes[kind] = [code]
    with frozen(local(9)):
        tell(world, "member", "甲")
        run_pending()
    first = states(world)
    with frozen(local(9, 2)):
        run_pending()

    assert first == [(kind, after)]
    assert states(world) == [(kind, "sent" if after == "waiting" else after)]


def test_TSK_2_text_message_carries_the_number_of_messages_only(
    world: World, channel: Callable[..., Any], reached: Callable[..., None], platforms: Platforms
) -> None:
    channel("sms_aliyun", **SMS)
    reached("member", mobile="+86 138-0000-0009")
    with frozen(local(9)):
        tell(world, "member", "甲：某同志", "乙")
        run_pending()

    sent = {name: platforms.taken[0][name] for name in ("PhoneNumbers", "SignName", "TemplateCode", "TemplateParam")}
    assert sent == {
        "PhoneNumbers": "13800000009", "SignName": "某集团党建", "TemplateCode": "SMS_1",
        "TemplateParam": '{"count": "2"}',
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", "skipped"),
        ("isv.BUSINESS_LIMIT_CONTROL", "waiting"),
        ("isv.AMOUNT_NOT_ENOUGH", "waiting"),
    ],
)
def test_TSK_2_codes_of_the_gateway_for_text_messages(
    world: World, channel: Callable[..., Any], reached: Callable[..., None], platforms: Platforms, code: str, after: str
) -> None:
    channel("sms_aliyun", **SMS)
    reached("member")
    platforms.codes["aliyun"] = [code]
    with frozen(local(9)):
        tell(world, "member", "甲")
        run_pending()

    assert states(world) == [("sms_aliyun", after)]


def test_TSK_2_signature_with_another_key_is_refused(
    world: World, channel: Callable[..., Any], reached: Callable[..., None], platforms: Platforms, settings: Any
) -> None:
    channel("sms_aliyun", **SMS | {"secret": "another"})
    channel("sms_http", **SMS, address=settings.MESSAGE_ADDRESSES["gateway"], secret="another", position=2)
    reached("member")
    moment = [(9, 0), (9, 2), (9, 13), (10, 15), (16, 30), (16, 31)]
    for hour, minute in moment:
        with frozen(local(hour, minute)):
            if (hour, minute) == (9, 0):
                tell(world, "member", "甲")
            run_pending()

    assert platforms.taken == []
    assert states(world) == [("sms_aliyun", "failed"), ("sms_http", "waiting")]


def test_TSK_2_lost_answer_is_not_asked_again_without_a_key_and_is_with_one(
    world: World, channel: Callable[..., Any], reached: Callable[..., None], platforms: Platforms, settings: Any
) -> None:
    row = channel("sms_aliyun", **SMS)
    reached("member")
    platforms.statuses = [502]
    with frozen(local(9)):
        tell(world, "member", "甲")
        run_pending()
    without = states(world)
    assert row.secret.reveal() == SECRET
    channel("sms_http", **SMS, address=settings.MESSAGE_ADDRESSES["gateway"], position=0)
    platforms.statuses = [502]
    with frozen(local(9, 20)):
        tell(world, "member", "乙")
        run_pending()
    during = states(world)[1:]
    with frozen(local(9, 31)):
        run_pending()

    assert without == [("sms_aliyun", "unclear")]
    assert during == [("sms_http", "sending")]
    assert states(world)[1:] == [("sms_http", "sent")]
    assert [row["reference"] for row in platforms.taken] == [platforms.taken[0]["reference"]]

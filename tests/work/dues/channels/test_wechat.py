"""WeChat Pay: what is sent can be checked by the platform, and only what the platform said is believed."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest

from dangjian.work.dues.rules.channels import (
    Asked,
    ChannelFailed,
    NoticeRefused,
    PayState,
    Reply,
    StatementLine,
)
from dangjian.work.dues.rules.channels.base import Scene
from tests.work.dues.channels import platforms as fake
from tests.work.dues.channels.platforms import KEY_ID, NOW, SERIAL

TOKEN = re.compile(
    r'WECHATPAY2-SHA256-RSA2048 mchid="(\w+)",nonce_str="(\w+)",signature="([\w+/=]+)",'
    r'timestamp="(\d+)",serial_no="(\w+)"\Z'
)


def accepted(asked: Asked) -> None:
    """What the platform does first: the signature over method, address, moment, nonce and body."""
    found = TOKEN.match(asked.headers["Authorization"])
    assert found is not None
    merchant, nonce, signature, seconds, serial = found.groups()
    path = asked.url.removeprefix("https://api.mch.weixin.qq.com")
    message = f"{asked.method}\n{path}\n{seconds}\n{nonce}\n".encode() + asked.body + b"\n"
    fake.verify("merchant", message, signature)
    assert (merchant, seconds, serial) == ("1900000109", str(int(NOW.timestamp())), fake.wechat().serial)


def code_of(headers: dict[str, str], body: bytes, **changes: Any) -> str:
    with pytest.raises(NoticeRefused) as refused:
        fake.wechat(**changes).notified(headers, body, now=NOW)
    return refused.value.code


def test_due_4_orders_are_signed_over_the_bytes_that_are_sent() -> None:
    asked = fake.wechat().create(fake.an_order(), now=NOW, nonce="n0nce")

    accepted(asked)
    assert asked.url.endswith("/v3/pay/transactions/h5")
    assert asked.headers["Wechatpay-Serial"] == KEY_ID
    body = json.loads(asked.body)
    assert body["amount"] == {"total": 30_001, "currency": "CNY"}
    assert body["time_expire"] == "2026-11-20T11:00:00+08:00"
    accepted(fake.wechat().query("D20261120A7F3", now=NOW, nonce="n0nce"))
    accepted(fake.wechat().statement(date(2026, 11, 19), now=NOW, nonce="n0nce"))


def test_due_4_the_way_is_believed_only_signed() -> None:
    desk = fake.an_order(scene=Scene.DESK)
    way = fake.wechat().created(desk, fake.wechat_reply({"code_url": "weixin://wxpay/bizpayurl?pr=x"}), now=NOW)
    assert way.code == "weixin://wxpay/bizpayurl?pr=x"

    phone = fake.an_order(return_url="https://dangjian.example.cn/m/pay/1?a=b")
    h5 = fake.wechat_reply({"h5_url": "https://wx.tenpay.com/cgi-bin/checkmweb?prepay_id=wx1&package=2"})
    back = "&redirect_url=https%3A%2F%2Fdangjian.example.cn%2Fm%2Fpay%2F1%3Fa%3Db"
    assert fake.wechat().created(phone, h5, now=NOW).address.endswith(f"package=2{back}")

    forged = fake.wechat_reply({"h5_url": "https://evil.example/"}, signer="somebody")
    with pytest.raises(NoticeRefused, match="signature"):
        fake.wechat().created(fake.an_order(), forged, now=NOW)
    with pytest.raises(ChannelFailed, match="PARAM_ERROR"):
        fake.wechat().created(desk, fake.wechat_reply({"code": "PARAM_ERROR"}, status=400), now=NOW)


@pytest.mark.parametrize(("signer", "serial"), [("wechat", SERIAL), ("wechat-2", KEY_ID)])
def test_sec_net_05_a_genuine_notice_is_read_by_certificate_and_by_public_key(signer: str, serial: str) -> None:
    body = fake.wechat_notice(fake.transaction())

    notice = fake.wechat().notified(fake.wechat_headers(body, signer=signer, serial=serial), body, now=NOW)

    assert (notice.order_no, notice.state, notice.fen) == ("D20261120A7F3", PayState.PAID, 30_001)
    assert notice.transaction_id == "4200002026112000000000000001"
    assert notice.notice_id == "EV-2026112018222018"
    assert notice.at is not None
    assert notice.at == NOW - timedelta(seconds=2)


def test_sec_net_05_forged_altered_and_foreign_notices_are_refused() -> None:
    body = fake.wechat_notice(fake.transaction())
    good = fake.wechat_headers(body)

    assert code_of(fake.wechat_headers(body, signer="somebody"), body) == "signature"
    assert code_of(fake.wechat_headers(body, signer="wechat-2"), body) == "signature"
    assert code_of(fake.wechat_headers(body, serial="ABCDEF"), body) == "serial"
    assert code_of(good, body + b" ") == "signature"
    assert code_of({**good, "Wechatpay-Signature": "WECHATPAY/SIGNTEST/" + good["Wechatpay-Signature"]}, body) == (
        "signature"
    )
    assert code_of({**good, "Wechatpay-Nonce": "another"}, body) == "signature"
    assert code_of({}, body) == "serial"
    assert code_of(good, b"x" * 70_000) == "size"


def test_sec_net_05_the_window_is_five_minutes_either_way() -> None:
    body = fake.wechat_notice(fake.transaction())
    inside, outside = timedelta(minutes=5), timedelta(minutes=5, seconds=1)

    for sign in (1, -1):
        fake.wechat().notified(fake.wechat_headers(body, at=NOW + sign * inside), body, now=NOW)
        assert code_of(fake.wechat_headers(body, at=NOW + sign * outside), body) == "timestamp"
    moved = {**fake.wechat_headers(body, at=NOW - outside), "Wechatpay-Timestamp": str(int(NOW.timestamp()))}
    assert code_of(moved, body) == "signature"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mchid": "1900000110"}, "merchant"),
        ({"appid": "wxffffffffffffffff"}, "merchant"),
        ({"amount": {"total": 30_001, "currency": "USD"}}, "amount"),
        ({"amount": {"total": 300.01, "currency": "CNY"}}, "amount"),
        ({"amount": {"total": "30001", "currency": "CNY"}}, "amount"),
        ({"amount": {"total": True, "currency": "CNY"}}, "amount"),
        ({"amount": {"total": -1, "currency": "CNY"}}, "amount"),
        ({"amount": None}, "amount"),
        ({"trade_state": "DREAMT"}, "state"),
        ({"transaction_id": ""}, "content"),
        ({"success_time": "yesterday"}, "content"),
    ],
)
def test_sec_net_05_signed_notices_with_content_of_others_are_refused(changes: dict[str, Any], code: str) -> None:
    body = fake.wechat_notice(fake.transaction(**changes))

    assert code_of(fake.wechat_headers(body), body) == code


def test_sec_net_05_the_sealed_part_opens_with_the_own_key_only() -> None:
    body = fake.wechat_notice(fake.transaction(), sealing_key="another-key-of-thirty-two-bytes!")
    assert code_of(fake.wechat_headers(body), body) == "sealed"

    said = json.loads(fake.wechat_notice(fake.transaction()))
    said["resource"]["associated_data"] = "refund"
    body = json.dumps(said).encode()
    assert code_of(fake.wechat_headers(body), body) == "sealed"
    refund = fake.wechat_notice(fake.transaction(), event="REFUND.SUCCESS")
    assert code_of(fake.wechat_headers(refund), refund) == "event"


def test_due_4_the_answer_to_a_query_speaks_of_the_order_that_was_asked_for() -> None:
    channel, number = fake.wechat(), "D20261120A7F3"

    assert channel.queried(number, fake.wechat_reply(fake.transaction()), now=NOW).fen == 30_001
    waiting = fake.wechat_reply(fake.transaction(trade_state="NOTPAY"))
    assert channel.queried(number, waiting, now=NOW).state is PayState.WAITING
    missing = fake.wechat_reply({"code": "ORDER_NOT_EXIST"}, status=404)
    assert channel.queried(number, missing, now=NOW).state is PayState.UNKNOWN
    with pytest.raises(NoticeRefused, match="order"):
        channel.queried(number, fake.wechat_reply(fake.transaction(out_trade_no="D20261120B001")), now=NOW)
    with pytest.raises(NoticeRefused, match="serial"):
        channel.queried(number, Reply(404, {}, b'{"code":"ORDER_NOT_EXIST"}'), now=NOW)


def test_due_4_the_statement_is_read_when_its_digest_fits() -> None:
    text = (
        "﻿交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,应结订单金额,商品名称,订单金额\r\n"
        "`2026-11-19 09:00:01,`wx0123456789abcdef,`1900000109,`420001,`D20261119A001,`SUCCESS,`75.00,`党费,`75.00\r\n"
        "`2026-11-19 09:00:02,`wx0123456789abcdef,`1900000109,`420002,`D20261119A002,`SUCCESS,`0.20,`党费,`0.20\r\n"
        "总交易单数,应结订单总金额\r\n`2,`75.20\r\n"
    ).encode()
    digest = hashlib.sha1(text, usedforsecurity=False).hexdigest()
    said = {
        "hash_type": "SHA1",
        "hash_value": digest,
        "download_url": "https://api.mch.weixin.qq.com/v3/billdownload?t=1",
    }

    asked, expected = fake.wechat().statement_file(fake.wechat_reply(said), now=NOW, nonce="n0nce")

    accepted(asked)
    assert fake.wechat().lines(text, expected) == [
        StatementLine("D20261119A001", "420001", 7_500),
        StatementLine("D20261119A002", "420002", 20),
    ]
    with pytest.raises(NoticeRefused, match="digest"):
        fake.wechat().lines(text.replace(b"75.00", b"76.00"), expected)
    elsewhere = fake.wechat_reply({**said, "download_url": "https://api.mch.weixin.qq.com.evil.example/v3"})
    with pytest.raises(NoticeRefused, match="content"):
        fake.wechat().statement_file(elsewhere, now=NOW, nonce="n0nce")


def test_sec_aud_05_settings_do_not_show_their_keys() -> None:
    shown = repr(fake.wechat()) + repr(fake.alipay())

    assert "PRIVATE KEY" not in shown
    assert fake.V3_KEY not in shown

"""Alipay: what is sent can be checked by the platform, and only what the platform said is believed."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest

from dangjian.work.dues.rules.channels import ChannelFailed, NoticeRefused, PayState, PayWay, Reply, StatementLine
from dangjian.work.dues.rules.channels.base import Scene
from tests.work.dues.channels import platforms as fake
from tests.work.dues.channels.platforms import NOW

QUERY = "alipay_trade_query_response"
PAID = {
    "code": "10000",
    "msg": "Success",
    "trade_no": "2026112022001400000000000001",
    "out_trade_no": "D20261120A7F3",
    "trade_status": "TRADE_SUCCESS",
    "total_amount": "300.01",
    "send_pay_date": "2026-11-20 10:29:58",
}


def code_of(body: bytes, **changes: Any) -> str:
    with pytest.raises(NoticeRefused) as refused:
        fake.alipay(**changes).notified({}, body, now=NOW)
    return refused.value.code


@pytest.mark.parametrize(("scene", "method"), [(Scene.PHONE, "wap"), (Scene.DESK, "page")])
def test_due_4_orders_are_signed_over_sorted_parameters(scene: Scene, method: str) -> None:
    way = fake.alipay().create(fake.an_order(scene=scene), now=NOW, nonce="")

    assert isinstance(way, PayWay)
    given = fake.alipay_given(way.address)
    assert given["method"] == f"alipay.trade.{method}.pay"
    assert given["timestamp"] == "2026-11-20 10:30:00"
    content = json.loads(given["biz_content"])
    assert content["total_amount"] == "300.01"
    assert content["time_expire"] == "2026-11-20 11:00:00"


def test_sec_net_05_a_genuine_notice_is_read() -> None:
    notice = fake.alipay().notified({}, fake.form(fake.alipay_notice()), now=NOW)

    assert (notice.order_no, notice.state, notice.fen) == ("D20261120A7F3", PayState.PAID, 30_001)
    assert notice.transaction_id == "2026112022001400000000000001"
    assert notice.at is not None
    assert notice.at.isoformat() == "2026-11-20T10:29:58+08:00"


def test_sec_net_05_empty_parameters_are_signed_with_or_left_out() -> None:
    """The documented text has everything but sign and sign_type; some senders leave empty parameters out."""
    said = {**fake.alipay_notice(), "body": "", "passback_params": ""}
    unsigned = {name: value for name, value in said.items() if name not in {"sign", "sign_type"}}
    whole = "&".join(f"{name}={unsigned[name]}" for name in sorted(unsigned)).encode()
    for text in (whole, fake.sorted_text(unsigned)):
        body = fake.form({**said, "sign": fake.signature("alipay", text)})
        assert fake.alipay().notified({}, body, now=NOW).fen == 30_001


def test_sec_net_05_forged_and_altered_notices_are_refused() -> None:
    good = fake.alipay_notice()

    assert code_of(fake.form(fake.alipay_notice(signer="somebody"))) == "signature"
    assert code_of(fake.form({**good, "total_amount": "0.01"})) == "signature"
    assert code_of(fake.form({**good, "out_trade_no": "D20261120B001"})) == "signature"
    assert code_of(fake.form({**good, "added": "1"})) == "signature"
    assert code_of(fake.form({**good, "sign": ""})) == "signature"
    assert code_of(fake.form({**good, "sign_type": "RSA"})) == "algorithm"
    assert code_of(fake.form({name: value for name, value in good.items() if name != "sign_type"})) == "algorithm"
    assert code_of(fake.form(good) + b"&total_amount=0.01") == "content"
    assert code_of(b"") == "size"
    assert code_of(b"a=1&" * 20_000) == "size"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"app_id": "2021009999999999"}, "merchant"),
        ({"seller_id": "2088009999999999"}, "merchant"),
        ({"notify_time": "2026-11-19 08:29:59"}, "timestamp"),
        ({"notify_time": "2026-11-20 10:35:01"}, "timestamp"),
        ({"notify_time": ""}, "content"),
        ({"total_amount": "300.011"}, "amount"),
        ({"total_amount": "-1.00"}, "amount"),
        ({"total_amount": "0.00"}, "amount"),
        ({"total_amount": "３.00"}, "amount"),
        ({"trade_status": "DREAMT"}, "state"),
        ({"notify_id": ""}, "content"),
    ],
)
def test_sec_net_05_signed_notices_with_content_of_others_are_refused(changes: dict[str, str], code: str) -> None:
    assert code_of(fake.form(fake.alipay_notice(**changes))) == code


def test_due_4_money_that_went_back_is_no_payment() -> None:
    body = fake.form(fake.alipay_notice(refund_fee="100.00", gmt_refund="2026-11-20 10:29:59"))

    assert fake.alipay().notified({}, body, now=NOW).state is PayState.REFUNDED


def test_due_4_the_answer_to_a_query_is_checked_over_its_very_text() -> None:
    channel, number = fake.alipay(), "D20261120A7F3"
    fake.alipay_given(channel.query(number, now=NOW, nonce=""))
    raw = json.dumps(PAID, indent=1).replace("Success", "成功 \\u007d,{")

    assert channel.queried(number, fake.alipay_reply(QUERY, PAID, text=raw), now=NOW).fen == 30_001
    good = fake.alipay_reply(QUERY, PAID)
    for reply, code in (
        (fake.alipay_reply(QUERY, PAID, signer="somebody"), "signature"),
        (Reply(200, {}, good.body.replace(b"300.01", b"300.02")), "signature"),
        (Reply(200, {}, b'{"sign":"","' + good.body[2:]), "content"),
        (Reply(200, {}, good.body.replace(b'{"alipay', b'{"alipay_trade_query_response":{},"alipay', 1)), "content"),
        (Reply(200, {}, good.body + b"}"), "content"),
        (Reply(502, {}, good.body), "status"),
        (Reply(200, {}, b"{"), "content"),
        (Reply(200, {}, b""), "content"),
        (fake.alipay_reply(QUERY, {**PAID, "out_trade_no": "D20261120B001"}), "order"),
    ):
        with pytest.raises(NoticeRefused) as refused:
            channel.queried(number, reply, now=NOW)
        assert refused.value.code == code
    missing = fake.alipay_reply(QUERY, {"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"})
    assert channel.queried(number, missing, now=NOW).state is PayState.UNKNOWN
    with pytest.raises(ChannelFailed, match="invalid-signature"):
        channel.queried(
            number, fake.alipay_reply(QUERY, {"code": "40002", "sub_code": "isv.invalid-signature"}), now=NOW
        )


def test_due_4_the_statement_is_read_out_of_its_archive() -> None:
    name = "alipay_data_dataservice_bill_downloadurl_query_response"
    fake.alipay_given(fake.alipay().statement(date(2026, 11, 19), now=NOW, nonce=""))
    link = {"code": "10000", "bill_download_url": "http://dwbillcenter.alipay.com/downloadBillFile.resource?b=1"}
    asked, digest = fake.alipay().statement_file(fake.alipay_reply(name, link), now=NOW, nonce="")
    assert asked.url.startswith("https://dwbillcenter.alipay.com/")
    text = (
        "#支付宝业务明细查询\r\n支付宝交易号,商户订单号,业务类型,商品名称,订单金额（元）,备注\r\n"
        "2026111901\t,D20261119A001\t,交易,党费,75.00,\r\n2026111902\t,D20261119A002\t,退款,党费,-75.00,\r\n#合计\r\n"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2088_20261119_业务明细(汇总).csv", "#".encode("gbk"))
        archive.writestr("2088_20261119_业务明细.csv", text.encode("gbk"))

    assert fake.alipay().lines(packed.getvalue(), digest) == [StatementLine("D20261119A001", "2026111901", 7_500)]
    for broken in (b"", b"PK", packed.getvalue()[:-30]):
        with pytest.raises(NoticeRefused, match="content"):
            fake.alipay().lines(broken, digest)
    elsewhere = {**link, "bill_download_url": "https://alipay.com.evil.example/"}
    with pytest.raises(NoticeRefused, match="content"):
        fake.alipay().statement_file(fake.alipay_reply(name, elsewhere), now=NOW, nonce="")

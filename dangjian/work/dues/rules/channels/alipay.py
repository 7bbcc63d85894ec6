"""Alipay: RSA2 over sorted parameters; answers are signed over the very text of one member of theirs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from dangjian.kernel.crypto.rsa import rsa_holds, rsa_sign
from dangjian.work.dues.rules.channels.base import (
    CHINA,
    LARGEST_NOTICE,
    WINDOW,
    Asked,
    ChannelFailed,
    NewOrder,
    Notice,
    NoticeRefused,
    PayState,
    PayWay,
    Reply,
    Scene,
    StatementLine,
    check_new,
    fen_of_yuan,
    moment_of,
    text_of,
    yuan_of,
)

GATEWAY = "https://openapi.alipay.com/gateway.do"
FILES = ".alipay.com"
"""Statements lie on hosts under this name."""
REPEATS = timedelta(hours=26)
"""A notification is sent again for 25 hours, and may keep the time of its first sending; booking once is not left to
this window but to the number of the transaction."""
LARGEST_STATEMENT = 20 * 1024 * 1024
_STATES = {
    "WAIT_BUYER_PAY": PayState.WAITING,
    "TRADE_CLOSED": PayState.CLOSED,
    "TRADE_SUCCESS": PayState.PAID,
    "TRADE_FINISHED": PayState.PAID,
}


@dataclass(frozen=True, slots=True)
class Alipay:
    """The settings of one application of one seller."""

    app_id: str
    seller_id: str
    private_key: str = field(repr=False)
    platform_key: str = field(repr=False)
    gateway: str = GATEWAY

    def create(self, order: NewOrder, *, now: datetime, nonce: str) -> PayWay:
        check_new(order, now)
        is_phone = order.scene is Scene.PHONE
        content = {
            "out_trade_no": order.number,
            "total_amount": yuan_of(order.fen),
            "subject": order.subject,
            "product_code": "QUICK_WAP_WAY" if is_phone else "FAST_INSTANT_TRADE_PAY",
            "time_expire": order.ends_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        }
        extra = {"notify_url": order.notify_url, **({"return_url": order.return_url} if order.return_url else {})}
        given = self._signed(f"alipay.trade.{'wap' if is_phone else 'page'}.pay", content, extra, now)
        return PayWay(address=f"{self.gateway}?{urlencode(given)}")

    def created(self, order: NewOrder, reply: Reply, *, now: datetime) -> PayWay:
        raise ChannelFailed("no request is sent to open an order")

    def notified(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notice:
        given = _form(body)
        signature, kind = given.pop("sign", ""), given.pop("sign_type", "")
        if kind != "RSA2":
            raise NoticeRefused("algorithm")
        if not any(rsa_holds(self.platform_key, text, signature) for text in _signed_texts(given)):
            raise NoticeRefused("signature")
        sent_at = moment_of(text_of(given, "notify_time"))
        if not -WINDOW <= now - sent_at <= REPEATS:
            raise NoticeRefused("timestamp")
        if given.get("app_id") != self.app_id or given.get("seller_id") != self.seller_id:
            raise NoticeRefused("merchant")
        return self._notice(given, paid_at="gmt_payment", notice_id=text_of(given, "notify_id", 128))

    def query(self, order_no: str, *, now: datetime, nonce: str) -> Asked:
        return self._asked("alipay.trade.query", {"out_trade_no": order_no}, now)

    def queried(self, order_no: str, reply: Reply, *, now: datetime) -> Notice:
        found = self._answer(reply, "alipay_trade_query_response")
        if found.get("sub_code") == "ACQ.TRADE_NOT_EXIST":
            return Notice(order_no, PayState.UNKNOWN, 0, "", None)
        _succeeded(found)
        notice = self._notice(found, paid_at="send_pay_date")
        if notice.order_no != order_no:
            raise NoticeRefused("order")
        return notice

    def statement(self, day: date, *, now: datetime, nonce: str) -> Asked:
        content = {"bill_type": "trade", "bill_date": day.isoformat()}
        return self._asked("alipay.data.dataservice.bill.downloadurl.query", content, now)

    def statement_file(self, reply: Reply, *, now: datetime, nonce: str) -> tuple[Asked, str]:
        found = self._answer(reply, "alipay_data_dataservice_bill_downloadurl_query_response")
        _succeeded(found)
        address = text_of(found, "bill_download_url", 2048)
        parts = urlsplit(address)
        if self.gateway != GATEWAY and parts.netloc == urlsplit(self.gateway).netloc:
            return Asked("GET", address, {}), ""  # an entrance of the enterprise hands files out as well
        if parts.scheme not in {"http", "https"} or not (parts.hostname or "").endswith(FILES):
            raise NoticeRefused("content")
        return Asked("GET", f"https://{address.partition('://')[2]}", {}), ""

    def lines(self, content: bytes, digest: str) -> list[StatementLine]:
        return _lines(_unpacked(content))

    def _asked(self, method: str, content: Mapping[str, Any], now: datetime) -> Asked:
        body = urlencode(self._signed(method, content, {}, now)).encode("ascii")
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        return Asked("POST", f"{self.gateway}?charset=utf-8", headers, body)

    def _signed(
        self, method: str, content: Mapping[str, Any], extra: Mapping[str, str], now: datetime
    ) -> dict[str, str]:
        given = {
            "app_id": self.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": now.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            **extra,
        }
        return {**given, "sign": rsa_sign(self.private_key, _sorted(given))}

    def _answer(self, reply: Reply, name: str) -> dict[str, Any]:
        """The signed member of an answer, out of the very text that the signature covers."""
        if reply.status != 200 or len(reply.body) > LARGEST_NOTICE:
            raise NoticeRefused("status" if reply.status != 200 else "size")
        try:
            members = _members(reply.body.decode("utf-8"))
            signature = json.loads(members.get("sign", '""'))
            found = json.loads(members.get(name, "null"))
        except (ValueError, IndexError, RecursionError) as error:
            raise NoticeRefused("content") from error
        if not isinstance(found, dict) or not isinstance(signature, str):
            raise NoticeRefused("content")
        if not rsa_holds(self.platform_key, members[name].encode(), signature):
            raise NoticeRefused("signature")
        return found

    def _notice(self, found: Mapping[str, Any], *, paid_at: str, notice_id: str = "") -> Notice:
        state = _STATES.get(text_of(found, "trade_status"))
        if state is None:
            raise NoticeRefused("state")
        number = text_of(found, "out_trade_no")
        if found.get("refund_fee") not in (None, "", "0", "0.00"):  # a payment of which something went back
            state = PayState.REFUNDED
        if state is not PayState.PAID:
            return Notice(number, state, 0, "", None, notice_id)
        fen, transaction = fen_of_yuan(found.get("total_amount")), text_of(found, "trade_no")
        return Notice(number, state, fen, transaction, moment_of(text_of(found, paid_at)), notice_id)


def _sorted(given: Mapping[str, str], *, with_empty: bool = False) -> bytes:
    return "&".join(f"{name}={value}" for name, value in sorted(given.items()) if value or with_empty).encode()


def _signed_texts(given: Mapping[str, str]) -> list[bytes]:
    """What a notification may be signed over: everything that came but sign and sign_type. Requests leave empty
    parameters out, and so do some notifications; an empty one means nothing to us either way."""
    whole, without = _sorted(given, with_empty=True), _sorted(given)
    return [whole] if whole == without else [whole, without]


def _form(body: bytes) -> dict[str, str]:
    if not 0 < len(body) <= LARGEST_NOTICE:
        raise NoticeRefused("size")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=100
        )
    except ValueError as error:
        raise NoticeRefused("content") from error
    found = dict(pairs)
    if len(found) != len(pairs):  # which of two would have been signed?
        raise NoticeRefused("content")
    return found


def _members(text: str) -> dict[str, str]:
    """The members of a JSON object as raw texts. Raises ValueError, IndexError."""
    decoder = json.JSONDecoder()
    found: dict[str, str] = {}
    at = _after_space(text, 0)
    if text[at] != "{":
        raise ValueError("no object")
    while True:
        at = _after_space(text, at + 1)
        if text[at] != '"':
            raise ValueError("no name")
        name, at = decoder.raw_decode(text, at)
        at = _after_space(text, at)
        if text[at] != ":" or name in found:
            raise ValueError("no value, or two")
        start = _after_space(text, at + 1)
        _, end = decoder.raw_decode(text, start)
        found[name] = text[start:end]
        at = _after_space(text, end)
        if text[at] == "}" and not text[at + 1 :].strip():
            return found
        if text[at] != ",":
            raise ValueError("no end")


def _after_space(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _succeeded(found: Mapping[str, Any]) -> None:
    if found.get("code") != "10000":
        code = found.get("sub_code") or found.get("code")
        raise ChannelFailed(code[:64] if isinstance(code, str) else "unknown")


def _unpacked(content: bytes) -> str:
    """The detail file of the archive; the other one holds sums."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist()[:10]:
                name = member.filename if member.flag_bits & 0x800 else member.orig_filename
                named = name if member.flag_bits & 0x800 else name.encode("cp437", "replace").decode("gbk", "replace")
                if "汇总" in named or not named.endswith(".csv"):
                    continue
                with archive.open(member) as opened:
                    data = opened.read(LARGEST_STATEMENT + 1)
                if len(data) > LARGEST_STATEMENT:
                    raise NoticeRefused("size")
                return data.decode("gbk")
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise NoticeRefused("content") from error
    raise NoticeRefused("content")


def _lines(text: str) -> list[StatementLine]:
    """Payments under the headings; lines that begin with # are remarks. Money that went back is no payment."""
    found = []
    try:
        rows = [
            [value.strip() for value in row]
            for row in csv.reader(io.StringIO(text))
            if row and not row[0].startswith("#")
        ]
        columns = [rows[0].index(name) for name in ("商户订单号", "支付宝交易号", "订单金额（元）", "业务类型")]
        for row in rows[1:]:
            number, transaction, amount, kind = (row[column] for column in columns)
            if kind == "交易":
                found.append(StatementLine(number, transaction, fen_of_yuan(amount)))
    except (ValueError, IndexError, csv.Error) as error:
        raise NoticeRefused("content") from error
    return found

"""WeChat Pay v3: requests signed with the key of the merchant, answers and notifications with that of the platform."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from dangjian.kernel.crypto import SealBroken
from dangjian.kernel.crypto.rsa import aes_256_gcm_open, rsa_holds, rsa_sign
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
    bounded_fen,
    check_new,
    fen_of_yuan,
    moment_of,
    text_of,
)

API = "https://api.mch.weixin.qq.com"
SCHEME = "WECHATPAY2-SHA256-RSA2048"
_SECONDS = re.compile(r"[0-9]{9,11}\Z")
_STATES = {
    "SUCCESS": PayState.PAID,
    "NOTPAY": PayState.WAITING,
    "USERPAYING": PayState.WAITING,
    "PAYERROR": PayState.WAITING,
    "CLOSED": PayState.CLOSED,
    "REVOKED": PayState.CLOSED,
    "REFUND": PayState.REFUNDED,
}


@dataclass(frozen=True, slots=True)
class WeChatPay:
    """The settings of one merchant. `platform_keys`: serial of a platform certificate or id of a public key → PEM."""

    merchant_id: str
    app_id: str
    serial: str
    private_key: str = field(repr=False)
    sealing_key: str = field(repr=False)
    platform_keys: Mapping[str, str] = field(repr=False)
    api: str = API

    def create(self, order: NewOrder, *, now: datetime, nonce: str) -> Asked:
        check_new(order, now)
        body: dict[str, Any] = {
            "appid": self.app_id,
            "mchid": self.merchant_id,
            "description": order.subject,
            "out_trade_no": order.number,
            "time_expire": order.ends_at.astimezone(CHINA).isoformat(timespec="seconds"),
            "notify_url": order.notify_url,
            "amount": {"total": order.fen, "currency": "CNY"},
        }
        kind = "native"
        if order.scene is Scene.PHONE:
            kind = "h5"
            body["scene_info"] = {"payer_client_ip": order.payer_address, "h5_info": {"type": "Wap"}}
        return self._signed("POST", f"/v3/pay/transactions/{kind}", _json(body), now=now, nonce=nonce)

    def created(self, order: NewOrder, reply: Reply, *, now: datetime) -> PayWay:
        found = self._answer(reply, now)
        if order.scene is Scene.DESK:
            return PayWay(code=text_of(found, "code_url", 512))
        address = text_of(found, "h5_url", 512)
        if urlsplit(address).scheme != "https":
            raise NoticeRefused("content")
        back = f"{'&' if '?' in address else '?'}redirect_url={quote(order.return_url, safe='')}"
        return PayWay(address=address + (back if order.return_url else ""))

    def notified(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notice:
        self._check(headers, body, now)
        found = _object(body)
        resource = found.get("resource")
        if found.get("event_type") != "TRANSACTION.SUCCESS" or not isinstance(resource, dict):
            raise NoticeRefused("event")
        return self._notice(self._opened(resource), notice_id=text_of(found, "id"))

    def query(self, order_no: str, *, now: datetime, nonce: str) -> Asked:
        path = f"/v3/pay/transactions/out-trade-no/{quote(order_no, safe='')}?mchid={quote(self.merchant_id, safe='')}"
        return self._signed("GET", path, b"", now=now, nonce=nonce)

    def queried(self, order_no: str, reply: Reply, *, now: datetime) -> Notice:
        if reply.status == 404:
            self._check(reply.headers, reply.body, now)
            if _object(reply.body).get("code") in ("ORDER_NOT_EXIST", "ORDERNOTEXIST"):
                return Notice(order_no, PayState.UNKNOWN, 0, "", None)
        notice = self._notice(self._answer(reply, now))
        if notice.order_no != order_no:
            raise NoticeRefused("order")
        return notice

    def statement(self, day: date, *, now: datetime, nonce: str) -> Asked:
        path = f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=SUCCESS"
        return self._signed("GET", path, b"", now=now, nonce=nonce)

    def statement_file(self, reply: Reply, *, now: datetime, nonce: str) -> tuple[Asked, str]:
        found = self._answer(reply, now)
        address = text_of(found, "download_url", 2048)
        if not address.startswith(f"{self.api}/") or found.get("hash_type") != "SHA1":
            raise NoticeRefused("content")
        path = address.removeprefix(self.api)
        return self._signed("GET", path, b"", now=now, nonce=nonce), text_of(found, "hash_value").lower()

    def lines(self, content: bytes, digest: str) -> list[StatementLine]:
        # The file carries no signature: the digest came in an answer that did. SHA-1 is what the platform offers.
        if hashlib.sha1(content, usedforsecurity=False).hexdigest() != digest:
            raise NoticeRefused("digest")
        return _lines(content)

    def _signed(self, method: str, path: str, body: bytes, *, now: datetime, nonce: str) -> Asked:
        seconds = str(int(now.timestamp()))
        message = f"{method}\n{path}\n{seconds}\n{nonce}\n".encode() + body + b"\n"
        token = (
            f'mchid="{self.merchant_id}",nonce_str="{nonce}",signature="{rsa_sign(self.private_key, message)}",'
            f'timestamp="{seconds}",serial_no="{self.serial}"'
        )
        headers = {"Authorization": f"{SCHEME} {token}", "Accept": "application/json"}
        named = [name for name in self.platform_keys if name.startswith("PUB_KEY_ID_")]
        if named:
            headers["Wechatpay-Serial"] = named[0]  # asks the platform to sign its answer with this key
        if body:
            headers["Content-Type"] = "application/json"
        return Asked(method, f"{self.api}{path}", headers, body)

    def _answer(self, reply: Reply, now: datetime) -> dict[str, Any]:
        self._check(reply.headers, reply.body, now)
        found = _object(reply.body)
        if not 200 <= reply.status < 300:
            code = found.get("code")
            raise ChannelFailed(code[:64] if isinstance(code, str) else str(reply.status))
        return found

    def _check(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        """Signature first, then its age: nothing that is not signed is read."""
        if len(body) > LARGEST_NOTICE:
            raise NoticeRefused("size")
        given = {name.lower(): value for name, value in headers.items()}
        key = self.platform_keys.get(given.get("wechatpay-serial", ""))
        if key is None:
            raise NoticeRefused("serial")
        seconds, nonce = given.get("wechatpay-timestamp", ""), given.get("wechatpay-nonce", "")
        if not _SECONDS.match(seconds) or not seconds.isascii():
            raise NoticeRefused("timestamp")
        message = f"{seconds}\n{nonce}\n".encode() + body + b"\n"
        if not rsa_holds(key, message, given.get("wechatpay-signature", "")):
            raise NoticeRefused("signature")
        if abs(now - datetime.fromtimestamp(int(seconds), UTC)) > WINDOW:
            raise NoticeRefused("timestamp")

    def _opened(self, resource: Mapping[str, Any]) -> dict[str, Any]:
        if resource.get("algorithm") != "AEAD_AES_256_GCM":
            raise NoticeRefused("algorithm")
        aad = resource.get("associated_data", "")
        try:
            plain = aes_256_gcm_open(
                self.sealing_key.encode(),
                text_of(resource, "nonce").encode(),
                b64decode(text_of(resource, "ciphertext", LARGEST_NOTICE), validate=True),
                aad.encode() if isinstance(aad, str) else b"",
            )
        except (SealBroken, NotBase64, ValueError) as error:
            raise NoticeRefused("sealed") from error
        return _object(plain)

    def _notice(self, found: Mapping[str, Any], *, notice_id: str = "") -> Notice:
        if found.get("mchid") != self.merchant_id or found.get("appid") != self.app_id:
            raise NoticeRefused("merchant")
        state = _STATES.get(text_of(found, "trade_state"))
        if state is None:
            raise NoticeRefused("state")
        number = text_of(found, "out_trade_no")
        if state is not PayState.PAID:
            return Notice(number, state, 0, "", None, notice_id)
        amount = found.get("amount")
        if not isinstance(amount, dict) or amount.get("currency", "CNY") != "CNY":
            raise NoticeRefused("amount")
        return Notice(
            number,
            state,
            bounded_fen(amount.get("total")),
            text_of(found, "transaction_id"),
            moment_of(text_of(found, "success_time")),
            notice_id,
        )


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoticeRefused("content") from error
    if not isinstance(found, dict):
        raise NoticeRefused("content")
    return found


def _lines(content: bytes) -> list[StatementLine]:
    """Rows under the headings up to the sums at the end; each value stands behind a backtick."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        heading = [name.strip() for name in rows[0]]
        number, transaction, amount = (heading.index(name) for name in ("商户订单号", "微信订单号", "订单金额"))
        found = []
        for row in rows[1:]:
            if not row or not row[0].startswith("`"):
                break
            values = [value.removeprefix("`").strip() for value in row]
            found.append(StatementLine(values[number], values[transaction], fen_of_yuan(values[amount])))
    except (ValueError, IndexError, csv.Error) as error:
        raise NoticeRefused("content") from error
    return found

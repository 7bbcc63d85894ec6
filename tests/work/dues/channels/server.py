"""The two platforms as one server on this host: they check what is sent to them, and answer signed."""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.work.dues.channels import platforms as fake

CHINA = timezone(timedelta(hours=8))
_TOKEN = re.compile(r'nonce_str="(\w+)",signature="([\w+/=]+)",timestamp="(\d+)"')


@dataclass
class Trade:
    """An order as a platform keeps it."""

    number: str
    fen: int
    notify_url: str
    state: str = "NOTPAY"
    transaction_id: str = ""
    paid_fen: int = 0
    paid_at: datetime | None = None


@dataclass
class Platforms:
    """What both platforms know. Their clock stands still until a test moves it."""

    at: datetime
    url: str = ""
    trades: dict[str, Trade] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_down: bool = False
    extra_lines: list[tuple[str, str, int]] = field(default_factory=list)
    """Lines of the statement that no trade stands behind."""

    def pay(self, number: str, *, fen: int | None = None, transaction_id: str = "") -> Trade:
        """The payer confirms: the platform has the money."""
        trade = self.trades[number]
        trade.state, trade.paid_at = "SUCCESS", self.at
        trade.paid_fen = trade.fen if fen is None else fen
        trade.transaction_id = transaction_id or f"4200{int(hashlib.sha256(number.encode()).hexdigest()[:15], 16)}"
        return trade

    def wechat_said(self, trade: Trade) -> dict[str, Any]:
        said = {"mchid": "1900000109", "appid": "wx0123456789abcdef", "out_trade_no": trade.number}
        if trade.state != "SUCCESS":
            return {**said, "trade_state": trade.state}
        assert trade.paid_at is not None
        moment = trade.paid_at.astimezone(CHINA).isoformat(timespec="seconds")
        amount = {"total": trade.paid_fen, "payer_total": trade.paid_fen, "currency": "CNY"}
        paid = {"transaction_id": trade.transaction_id, "success_time": moment, "amount": amount}
        return {**said, "trade_type": "MWEB", "trade_state": "SUCCESS", **paid}

    def wechat_notice(self, number: str, **signing: Any) -> tuple[dict[str, str], bytes]:
        """Headers and body of the notification about a trade."""
        body = fake.wechat_notice(self.wechat_said(self.trades[number]))
        body = body.replace(b"EV-2026112018222018", f"EV-{number}"[:36].encode())
        return fake.wechat_headers(body, **{"at": self.at, **signing}), body

    def alipay_notice(self, number: str, *, signer: str = "alipay", **changes: str) -> bytes:
        trade = self.trades[number]
        assert trade.paid_at is not None
        moment = self.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        said = {"out_trade_no": number, "trade_no": trade.transaction_id, "notify_time": moment, "gmt_payment": moment}
        total = f"{trade.paid_fen // 100}.{trade.paid_fen % 100:02d}"
        told = {**said, "total_amount": total, "notify_id": f"n{number}", **changes}
        return fake.form(fake.alipay_notice(signer, **told))

    def statement(self) -> bytes:
        """The statement of WeChat Pay over everything that was paid."""
        lines = [(t.transaction_id, t.number, t.paid_fen) for t in self.trades.values() if t.state == "SUCCESS"]
        rows = [
            f"`2026-11-20 10:29:58,`{number},`{transaction},`SUCCESS,`{fen // 100}.{fen % 100:02d}"
            for transaction, number, fen in lines + self.extra_lines
        ]
        head = "交易时间,商户订单号,微信订单号,交易状态,订单金额"
        return "\r\n".join(["\ufeff" + head, *rows, "总交易单数,订单总金额", "`1,`1.00", ""]).encode()

    def alipay_statement(self) -> bytes:
        """The archive of Alipay: the details and the sums."""
        paid = [t for t in self.trades.values() if t.state == "SUCCESS"]
        rows = [f"{t.transaction_id}\t,{t.number}\t,交易,{t.paid_fen // 100}.{t.paid_fen % 100:02d}" for t in paid]
        text = "\r\n".join(["#明细", "支付宝交易号,商户订单号,业务类型,订单金额（元）", *rows, "#结束", ""])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("20260101_业务明细(汇总).csv", "#汇总".encode("gbk"))
            archive.writestr("20260101_业务明细.csv", text.encode("gbk"))
        return packed.getvalue()


class _Handler(BaseHTTPRequestHandler):
    platforms: Platforms

    def log_message(self, *args: Any) -> None:
        """Nothing on the screen."""

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _serve(self, body: bytes) -> None:
        known, parts = self.platforms, urlsplit(self.path)
        known.asked.append(f"{self.command} {parts.path}")
        if known.is_down:
            self._answer(503, b"{}", {})
        elif parts.path == "/gateway.do":
            self._alipay(body)
        elif parts.path == "/file/alipay":
            self._answer(200, known.alipay_statement(), {})
        elif parts.path.startswith("/v3/"):
            self._wechat(body, parts.path, parse_qs(parts.query))
        else:
            self._answer(404, b"{}", {})

    def _wechat(self, body: bytes, path: str, query: dict[str, list[str]]) -> None:
        known = self.platforms
        found = _TOKEN.search(self.headers["Authorization"])
        assert found is not None
        nonce, signature, seconds = found.groups()
        message = f"{self.command}\n{self.path}\n{seconds}\n{nonce}\n".encode() + body + b"\n"
        fake.verify("merchant", message, signature)
        if path.startswith("/v3/pay/transactions/out-trade-no/"):
            trade = known.trades.get(path.rsplit("/", 1)[-1])
            said = known.wechat_said(trade) if trade else {"code": "ORDER_NOT_EXIST"}
            self._signed(200 if trade else 404, said)
        elif path.startswith("/v3/pay/transactions/"):
            given = json.loads(body)
            number = given["out_trade_no"]
            known.trades[number] = Trade(number, given["amount"]["total"], given["notify_url"])
            way = f"{known.url}/cashier?prepay_id=wx20{number}&package=1"
            self._signed(
                200,
                {"code_url": f"weixin://wxpay/bizpayurl?pr={number[:8]}"} | {"h5_url": way.replace("http:", "https:")},
            )
        elif path == "/v3/bill/tradebill":
            content = known.statement()
            digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
            said = {
                "hash_type": "SHA1",
                "hash_value": digest,
                "download_url": f"{known.url}/v3/billdownload/file?token=x",
            }
            self._signed(200, said)
        else:
            self._answer(200, known.statement(), {})

    def _signed(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self._answer(status, body, fake.wechat_headers(body, at=self.platforms.at))

    def _alipay(self, body: bytes) -> None:
        known = self.platforms
        given = dict(parse_qsl(body.decode(), strict_parsing=True))
        fake.verify("merchant", fake.sorted_text({k: v for k, v in given.items() if k != "sign"}), given["sign"])
        content = json.loads(given["biz_content"])
        name = given["method"].replace(".", "_") + "_response"
        if given["method"] == "alipay.trade.query":
            trade = known.trades.get(content["out_trade_no"])
            said: dict[str, Any] = {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.TRADE_NOT_EXIST"}
            if trade is not None and trade.paid_at is not None:
                said = {"code": "10000", "out_trade_no": trade.number, "trade_status": "TRADE_SUCCESS"}
                said |= {
                    "trade_no": trade.transaction_id,
                    "total_amount": f"{trade.paid_fen // 100}.{trade.paid_fen % 100:02d}",
                }
                said |= {"send_pay_date": trade.paid_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")}
        else:
            said = {"code": "10000", "bill_download_url": f"{known.url}/file/alipay"}
        reply = fake.alipay_reply(name, said)
        self._answer(200, reply.body, {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Content-Type": "application/json"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(at: datetime) -> Iterator[Platforms]:
    """Both platforms on a free port of this host."""
    known = Platforms(at)
    handler = type("Handler", (_Handler,), {"platforms": known})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    known.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

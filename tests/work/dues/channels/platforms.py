"""Two payment platforms that sign as the real ones do, and merchants that have exchanged keys with them."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from dangjian.work.dues.rules.channels import Asked, NewOrder, Reply
from dangjian.work.dues.rules.channels.alipay import Alipay
from dangjian.work.dues.rules.channels.base import Scene
from dangjian.work.dues.rules.channels.wechat import WeChatPay

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
V3_KEY = "an-example-key-of-32-characters!"
SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
KEY_ID = "PUB_KEY_ID_0116000000012026112000000000000000"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key pair; the same for the same name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(name: str) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key(name).private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def public_pem(name: str) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key(name).public_key().public_bytes(serialization.Encoding.PEM, form).decode()


@cache
def certificate_pem(name: str) -> str:
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "platform")])
    builder = x509.CertificateBuilder().subject_name(own).issuer_name(own).public_key(key(name).public_key())
    builder = builder.serial_number(int(SERIAL, 16)).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=900))
    return builder.sign(key(name), hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def signature(name: str, message: bytes) -> str:
    return b64encode(key(name).sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def verify(name: str, message: bytes, given: str) -> None:
    """Raises InvalidSignature."""
    key(name).public_key().verify(b64decode(given), message, padding.PKCS1v15(), hashes.SHA256())


def an_order(**changes: Any) -> NewOrder:
    given: dict[str, Any] = {
        "number": "D20261120A7F3",
        "fen": 30_001,
        "subject": "党费缴纳",
        "ends_at": NOW + timedelta(minutes=30),
        "notify_url": "https://dangjian.example.cn/pay/notice/7",
        "scene": Scene.PHONE,
        "payer_address": "203.0.113.7",
    }
    return NewOrder(**{**given, **changes})


def wechat(**changes: Any) -> WeChatPay:
    given: dict[str, Any] = {
        "merchant_id": "1900000109",
        "app_id": "wx0123456789abcdef",
        "serial": "7132D72A03E93CDDF8C03BBD1F37EEDF91CA6AFF",
        "private_key": private_pem("merchant"),
        "sealing_key": V3_KEY,
        "platform_keys": {SERIAL: certificate_pem("wechat"), KEY_ID: public_pem("wechat-2")},
    }
    return WeChatPay(**{**given, **changes})


def alipay(**changes: Any) -> Alipay:
    given: dict[str, Any] = {
        "app_id": "2021001234567890",
        "seller_id": "2088001234567890",
        "private_key": private_pem("merchant"),
        "platform_key": public_pem("alipay"),
    }
    return Alipay(**{**given, **changes})


def transaction(**changes: Any) -> dict[str, Any]:
    """What WeChat Pay says of a payment."""
    return {
        "mchid": "1900000109",
        "appid": "wx0123456789abcdef",
        "out_trade_no": "D20261120A7F3",
        "transaction_id": "4200002026112000000000000001",
        "trade_type": "MWEB",
        "trade_state": "SUCCESS",
        "success_time": "2026-11-20T10:29:58+08:00",
        "amount": {"total": 30_001, "payer_total": 30_001, "currency": "CNY", "payer_currency": "CNY"},
        **changes,
    }


def wechat_headers(body: bytes, *, at: datetime = NOW, signer: str = "wechat", serial: str = SERIAL) -> dict[str, str]:
    seconds, nonce = str(int(at.timestamp())), secrets.token_hex(16)
    return {
        "Wechatpay-Serial": serial,
        "Wechatpay-Timestamp": seconds,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": signature(signer, f"{seconds}\n{nonce}\n".encode() + body + b"\n"),
    }


def wechat_notice(said: dict[str, Any], *, sealing_key: str = V3_KEY, event: str = "TRANSACTION.SUCCESS") -> bytes:
    nonce = secrets.token_hex(6)
    sealed = AESGCM(sealing_key.encode()).encrypt(nonce.encode(), json.dumps(said).encode(), b"transaction")
    return json.dumps(
        {
            "id": "EV-2026112018222018",
            "create_time": "2026-11-20T10:30:00+08:00",
            "resource_type": "encrypt-resource",
            "event_type": event,
            "resource": {
                "original_type": "transaction",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": b64encode(sealed).decode(),
                "associated_data": "transaction",
                "nonce": nonce,
            },
        }
    ).encode()


def wechat_reply(said: dict[str, Any], *, status: int = 200, **signing: Any) -> Reply:
    body = json.dumps(said).encode()
    return Reply(status, wechat_headers(body, **signing), body)


def sorted_text(given: dict[str, str]) -> bytes:
    return "&".join(f"{name}={given[name]}" for name in sorted(given) if given[name] != "").encode()


def alipay_notice(signer: str = "alipay", **changes: str) -> dict[str, str]:
    """The form of a notification, signed."""
    said = {
        "notify_time": "2026-11-20 10:30:00",
        "notify_type": "trade_status_sync",
        "notify_id": "2026112000222103000000000000000001",
        "app_id": "2021001234567890",
        "seller_id": "2088001234567890",
        "charset": "utf-8",
        "version": "1.0",
        "trade_no": "2026112022001400000000000001",
        "out_trade_no": "D20261120A7F3",
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "300.01",
        "subject": "党费缴纳",
        "body": "",
        "gmt_payment": "2026-11-20 10:29:58",
        **changes,
    }
    return {**said, "sign": signature(signer, sorted_text(said)), "sign_type": "RSA2"}


def form(given: dict[str, str]) -> bytes:
    return urlencode(given).encode()


def alipay_reply(name: str, said: dict[str, Any], *, signer: str = "alipay", text: str = "") -> Reply:
    raw = text or json.dumps(said, ensure_ascii=False)
    return Reply(200, {}, f'{{"{name}":{raw},"sign":"{signature(signer, raw.encode())}"}}'.encode())


def alipay_given(asked: Asked | str) -> dict[str, str]:
    """The parameters of a request, after the platform has checked their signature."""
    text = asked.body.decode() if isinstance(asked, Asked) else asked.partition("?")[2]
    given = dict(parse_qsl(text, strict_parsing=True))
    sign = given.pop("sign")
    verify("merchant", sorted_text(given), sign)
    return given

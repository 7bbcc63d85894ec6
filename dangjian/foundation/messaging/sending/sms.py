"""Text messages by a gateway: an approved template, filled with the number of messages and nothing else.

What such a message says passes through the networks in clear and has to follow a template that was approved before:
titles never go out by it.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote, urlsplit
from uuid import UUID

from dangjian.foundation.messaging.channels import ChannelFailed, NotReachable
from dangjian.foundation.messaging.models import ChannelSetting
from dangjian.foundation.messaging.sending.base import Configured, address_of, ask, mobile_of, text_in
from dangjian.kernel import clock

ALIYUN = "https://dysmsapi.aliyuncs.com/"
_ALGORITHM = "ACS3-HMAC-SHA256"
_WRONG_NUMBER = frozenset({"isv.MOBILE_NUMBER_ILLEGAL", "isv.BLACK_KEY_CONTROL_LIMIT"})
_TOO_OFTEN = frozenset({"isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "Throttling.User", "Throttling"})


class _Sms(Configured):
    def __init__(self, row: ChannelSetting) -> None:
        super().__init__(row)
        self.shows_title = False

    def filled(self, title: str) -> str:
        """The variable of the template, `count`."""
        digits = "".join(c for c in title if c.isdigit())
        return json.dumps({"count": digits or "1"})


class AliyunSms(_Sms):
    """`account` is the access key, `sender` the signature of the enterprise, `template` the template's code."""

    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str, at: datetime) -> None:
        parameters = {
            "PhoneNumbers": mobile_of(person_id),
            "SignName": self.row.sender,
            "TemplateCode": self.row.template,
            "TemplateParam": self.filled(title),
            "OutId": reference,
        }
        address = self.row.address or address_of("sms_aliyun", ALIYUN)
        headers = aliyun_headers(
            "SendSms",
            "2017-05-25",
            address,
            parameters,
            key=self.row.account,
            secret=self.secret(),
            at=clock.now(),
            nonce=secrets.token_hex(16),
        )
        code = text_in(ask("POST", f"{address}?{_canonical(parameters)}", headers=headers), "Code")
        if code in _WRONG_NUMBER:
            raise NotReachable("运营商不接受这个手机号")
        if code in _TOO_OFTEN:
            raise ChannelFailed("短信网关限制了发送频率，稍后再试")
        if code != "OK":
            raise ChannelFailed(f"短信网关返回 {code[:60] or '未知错误'}，请核对签名、模板和密钥")


def aliyun_headers(
    action: str, version: str, address: str, parameters: Mapping[str, str], *, key: str, secret: str, at: datetime,
    nonce: str,
) -> dict[str, str]:  # fmt: skip
    """Headers of a request without a body, signed by the third version of the platform's procedure."""
    parts = urlsplit(address)
    signed = {
        "host": parts.netloc,
        "x-acs-action": action,
        "x-acs-content-sha256": sha256(b"").hexdigest(),
        "x-acs-date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(signed)
    lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
    request = "\n".join(
        ("POST", parts.path or "/", _canonical(parameters), lines, names, signed["x-acs-content-sha256"])
    )
    text = f"{_ALGORITHM}\n{sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), text.encode(), sha256).hexdigest()
    sent = {name: value for name, value in signed.items() if name != "host"}
    return sent | {"Authorization": f"{_ALGORITHM} Credential={key},SignedHeaders={names},Signature={signature}"}


def _canonical(parameters: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name, safe='-_.~')}={quote(parameters[name], safe='-_.~')}" for name in sorted(parameters))


class SignedSms(_Sms):
    """A gateway of the enterprise: JSON over HTTPS, signed by HMAC-SHA256 over its values, `reference` sent once only.

    `account` is the name of the application there, `sender` the signature of the enterprise.
    """

    def may_repeat(self, *, claimed_at: datetime, now: datetime) -> bool:
        """The gateway has to take a reference once; the guide says so to those who build one."""
        return (now - claimed_at).total_seconds() < 3600

    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str, at: datetime) -> None:
        body = {
            "app": self.row.account,
            "mobile": mobile_of(person_id),
            "sign": self.row.sender,
            "template": self.row.template,
            "params": self.filled(title),
            "reference": reference,
            "timestamp": str(int(clock.now().timestamp())),
            "nonce": secrets.token_hex(16),
        }
        signature = gateway_signature(body, self.secret())
        code = ask("POST", self.row.address, body=body, headers={"X-Signature": signature}).get("code")
        if code == "bad_number":
            raise NotReachable("运营商不接受这个手机号")
        if code == "too_often":
            raise ChannelFailed("短信网关限制了发送频率，稍后再试")
        if code not in {"ok", "repeated"}:
            raise ChannelFailed(f"短信网关返回 {str(code)[:60]}，请核对签名、模板和密钥")


def gateway_signature(body: Mapping[str, str], secret: str) -> str:
    """HMAC-SHA256 over the lines `name=value`, in the order of names."""
    text = "\n".join(f"{name}={body[name]}" for name in sorted(body))
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest()

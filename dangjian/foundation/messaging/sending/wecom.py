"""WeCom: messages of an enterprise's application to its own people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dangjian.foundation.messaging.channels import ChannelFailed, NotReachable
from dangjian.foundation.messaging.rules import cut
from dangjian.foundation.messaging.sending.base import (
    Configured,
    Tokens,
    address_of,
    ask,
    chat_name_of,
    link,
    stamp,
    text_in,
    with_query,
)

API = "https://qyapi.weixin.qq.com/cgi-bin"
TOKENS = Tokens()
_TOKEN_OVER = frozenset({40014, 42001})
_UNKNOWN_PERSON = frozenset({40003, 60111, 81013})
_TOO_OFTEN = frozenset({45009, 45033})
_SAME_WITHIN = timedelta(hours=4)
"""The platform drops the same text for the same people within this time, when asked to; four hours at most."""


class WeCom(Configured):
    """`account` is the enterprise's id, `sender` the agent id, `secret` that of the application."""

    def may_repeat(self, *, claimed_at: datetime, now: datetime) -> bool:
        return now - claimed_at < _SAME_WITHIN - timedelta(minutes=30)

    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str, at: datetime) -> None:
        name = chat_name_of(person_id, f"wecom:{self.row.account}")
        body = self._body(name, title, text, at)
        answer = self._send(body)
        if answer.get("errcode") in _TOKEN_OVER:
            TOKENS.forget(self.row)
            answer = self._send(body)
        code = answer.get("errcode")
        if code in _UNKNOWN_PERSON or name.lower() in text_in(answer, "invaliduser").lower().split("|"):
            raise NotReachable("企业微信应用的可见范围内没有这个人")
        if code in _TOO_OFTEN:
            raise ChannelFailed("企业微信限制了发送频率，稍后再试")
        if code != 0:
            raise ChannelFailed(f"企业微信返回错误 {code if isinstance(code, int) else '（没有代码）'}")

    def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        url = with_query(f"{address_of('wecom', API)}/message/send", {"access_token": self._token()})
        return ask("POST", url, body=body)

    def _body(self, name: str, title: str, text: str, at: datetime) -> dict[str, Any]:
        content = "\n".join(part for part in (text, stamp(at)) if part)
        body: dict[str, Any] = {
            "touser": name,
            "agentid": int(self.row.sender),
            "enable_duplicate_check": 1,
            "duplicate_check_interval": int(_SAME_WITHIN.total_seconds()),
        }
        if not link():
            return body | {"msgtype": "text", "text": {"content": cut(f"{title}\n{content}", 2048)}}
        card = {"title": cut(title, 128), "description": cut(content, 512), "url": link(), "btntxt": "查看"}
        return body | {"msgtype": "textcard", "textcard": card}

    def _token(self) -> str:
        known = TOKENS.get(self.row)
        if known is not None:
            return known
        query = {"corpid": self.row.account, "corpsecret": self.secret()}
        answer = ask("GET", with_query(f"{address_of('wecom', API)}/gettoken", query), is_sending=False)
        token = text_in(answer, "access_token")
        if answer.get("errcode") != 0 or not token:
            raise ChannelFailed("企业微信不接受企业 ID 或应用 Secret，请核对")
        TOKENS.put(self.row, token, answer.get("expires_in"))
        return token

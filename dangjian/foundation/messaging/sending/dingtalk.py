"""DingTalk: work notices of an enterprise's application to its own people."""

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
from dangjian.kernel import clock

API = "https://api.dingtalk.com"
OLD_API = "https://oapi.dingtalk.com"
TOKENS = Tokens()
_TOKEN_OVER = frozenset({40001, 40014, 42001})
_UNKNOWN_PERSON = frozenset({60121, 33012, 800003})
_TOO_OFTEN = frozenset({90002, 90018, 143103, 143104, 143105, 143106})
_REPEATS_FOR = timedelta(hours=3)


class DingTalk(Configured):
    """`account` is the app key, `sender` the agent id. The platform takes a notice and delivers it later by itself."""

    def may_repeat(self, *, claimed_at: datetime, now: datetime) -> bool:
        """The platform shows somebody the same text once a day only."""
        same_day = clock.local_time(claimed_at).date() == clock.local_time(now).date()
        return same_day and now - claimed_at < _REPEATS_FOR

    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str, at: datetime) -> None:
        union_id = chat_name_of(person_id, f"dingtalk:{self.row.account}")
        found = self._call("/topapi/user/getbyunionid", {"unionid": union_id}, is_sending=False)
        result = found.get("result")
        name = text_in(result, "userid") if isinstance(result, dict) else ""
        if not name:
            raise NotReachable("钉钉通讯录中没有这个人")
        body = {"agent_id": int(self.row.sender), "userid_list": name, "msg": self._notice(title, text, at)}
        self._call("/topapi/message/corpconversation/asyncsend_v2", body, is_sending=True)

    def _notice(self, title: str, text: str, at: datetime) -> dict[str, Any]:
        content = "\n\n".join(part for part in (*text.split("\n"), stamp(at)) if part)
        if not link():
            return {"msgtype": "text", "text": {"content": cut(f"{title}\n{content}", 1500)}}
        card = {
            "title": cut(title, 180),
            "markdown": cut(f"**{_plain(title)}**\n\n{_plain(content)}", 1200),
            "single_title": "查看",
            "single_url": link(),
        }
        return {"msgtype": "action_card", "action_card": card}

    def _call(self, path: str, body: dict[str, Any], *, is_sending: bool) -> dict[str, Any]:
        answer = self._once(path, body, is_sending=is_sending)
        if answer.get("errcode") in _TOKEN_OVER:
            TOKENS.forget(self.row)
            answer = self._once(path, body, is_sending=is_sending)
        code = answer.get("errcode")
        if code in _UNKNOWN_PERSON:
            raise NotReachable("钉钉通讯录中没有这个人")
        if code in _TOO_OFTEN:
            raise ChannelFailed("钉钉限制了发送频率，稍后再试")
        if code != 0:
            raise ChannelFailed(f"钉钉返回错误 {code if isinstance(code, int) else '（没有代码）'}")
        return answer

    def _once(self, path: str, body: dict[str, Any], *, is_sending: bool) -> dict[str, Any]:
        url = with_query(f"{address_of('dingtalk.old', OLD_API)}{path}", {"access_token": self._token()})
        return ask("POST", url, body=body, is_sending=is_sending)

    def _token(self) -> str:
        known = TOKENS.get(self.row)
        if known is not None:
            return known
        url = f"{address_of('dingtalk', API)}/v1.0/oauth2/accessToken"
        answer = ask("POST", url, body={"appKey": self.row.account, "appSecret": self.secret()}, is_sending=False)
        token = text_in(answer, "accessToken")
        if not token:
            raise ChannelFailed("钉钉不接受 AppKey 或 AppSecret，请核对")
        TOKENS.put(self.row, token, answer.get("expireIn"))
        return token


def _plain(text: str) -> str:
    """A text whose characters mean nothing to the platform's Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+!|~" else c for c in text)

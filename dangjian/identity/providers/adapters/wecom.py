"""WeCom: only people of the enterprise have a user id; visitors from outside are refused."""

from __future__ import annotations

from collections.abc import Mapping

from dangjian.identity.providers.adapters.base import (
    Finding,
    Handshake,
    Identity,
    Remembered,
    Settings,
    SignOnRefused,
    address_of,
    parsed,
    text_in,
    with_query,
)
from dangjian.kernel.outgoing import OutgoingFailed, send

AUTHORIZE = "https://login.work.weixin.qq.com/wwlogin/sso/login"
API = "https://qyapi.weixin.qq.com/cgi-bin"
_tokens = Remembered(600)
"""The platform limits how often an application may ask for its token."""
_TOKEN_OVER = frozenset({40014, 42001})


class WeCom:
    """`client_id` is the enterprise's id, `extra` the agent id of the application."""

    def begin(self, own: Settings, handshake: Handshake) -> str:
        return with_query(
            address_of("wecom.authorize", AUTHORIZE),
            login_type="CorpApp",
            appid=own.client_id,
            agentid=own.extra,
            redirect_uri=handshake.redirect_uri,
            state=handshake.state,
        )

    def finish(self, own: Settings, handshake: Handshake, given: Mapping[str, str]) -> Identity:
        code = given.get("code", "")
        if not code:
            raise SignOnRefused("no_code")
        found = _person(own, code)
        if found.get("errcode") in _TOKEN_OVER:
            _tokens.forget()
            found = _person(own, code)
        if found.get("errcode") != 0:
            raise SignOnRefused("code_refused")
        subject = text_in(found, "userid") or text_in(found, "UserId")
        if not subject:
            raise SignOnRefused("other_enterprise")
        return Identity(f"wecom:{own.client_id}", subject, subject[:80])

    def try_out(self, own: Settings) -> list[Finding]:
        _tokens.forget()
        try:
            _token(own)
        except OutgoingFailed as failed:
            return [Finding(False, str(failed))]
        return [Finding(True, "企业标识和密钥正确")]


def _person(own: Settings, code: str) -> dict[str, object]:
    url = with_query(f"{address_of('wecom.api', API)}/auth/getuserinfo", access_token=_token(own), code=code)
    return parsed(send("GET", url))


def _token(own: Settings) -> str:
    key = f"{own.client_id}|{own.extra}|{hash(own.secret)}"
    known: str | None = _tokens.get(key)
    if known is not None:
        return known
    url = with_query(f"{address_of('wecom.api', API)}/gettoken", corpid=own.client_id, corpsecret=own.secret)
    answer = parsed(send("GET", url))
    token = text_in(answer, "access_token", most=2000)
    if answer.get("errcode") != 0 or not token:
        raise OutgoingFailed("企业微信不接受企业标识或密钥，请核对企业 ID 和应用的 Secret。")
    _tokens.put(key, token)
    return token


ADAPTER = WeCom()

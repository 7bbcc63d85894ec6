"""WeChat: website applications of the open platform, signed in to by scanning; the open id names the person."""

from __future__ import annotations

from collections.abc import Mapping

from dangjian.identity.providers.adapters.base import (
    Finding,
    Handshake,
    Identity,
    Settings,
    SignOnRefused,
    address_of,
    parsed,
    text_in,
    with_query,
)
from dangjian.kernel.outgoing import send

AUTHORIZE = "https://open.weixin.qq.com/connect/qrconnect"
API = "https://api.weixin.qq.com/sns"
_WRONG_CREDENTIALS = frozenset({40013, 40125, 41002, 41004})


class Weixin:
    """`client_id` is the app id of a website application."""

    def begin(self, own: Settings, handshake: Handshake) -> str:
        address = with_query(
            address_of("weixin.authorize", AUTHORIZE),
            appid=own.client_id,
            redirect_uri=handshake.redirect_uri,
            response_type="code",
            scope="snsapi_login",
            state=handshake.state,
        )
        return f"{address}#wechat_redirect"

    def finish(self, own: Settings, handshake: Handshake, given: Mapping[str, str]) -> Identity:
        code = given.get("code", "")
        if not code:
            raise SignOnRefused("no_code")
        granted = _granted(own, code)
        token, subject = text_in(granted, "access_token", most=2000), text_in(granted, "openid")
        if "errcode" in granted and granted["errcode"] != 0:
            raise SignOnRefused("code_refused")
        if not token or not subject:
            raise SignOnRefused("subject")
        url = with_query(f"{address_of('weixin.api', API)}/userinfo", access_token=token, openid=subject)
        person = parsed(send("GET", url))
        if text_in(person, "openid") != subject:
            raise SignOnRefused("subject")
        return Identity(f"weixin:{own.client_id}", subject, text_in(person, "nickname")[:80])

    def try_out(self, own: Settings) -> list[Finding]:
        # There is no question that only tells whether the key is right; a made-up code is refused by another number.
        fine = _granted(own, "connection-test").get("errcode") not in _WRONG_CREDENTIALS
        return [Finding(fine, "应用标识和密钥正确" if fine else "微信不接受应用标识或密钥，请核对 AppID 和 AppSecret")]


def _granted(own: Settings, code: str) -> dict[str, object]:
    return parsed(
        send(
            "GET",
            with_query(
                f"{address_of('weixin.api', API)}/oauth2/access_token",
                appid=own.client_id,
                secret=own.secret,
                code=code,
                grant_type="authorization_code",
            ),
        )
    )


ADAPTER = Weixin()

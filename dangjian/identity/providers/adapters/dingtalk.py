"""DingTalk: sign-in for enterprise applications; the union id names the person."""

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

AUTHORIZE = "https://login.dingtalk.com/oauth2/auth"
API = "https://api.dingtalk.com"


class DingTalk:
    """`client_id` is the app key; `extra`, when given, the only corporation whose people may come in."""

    def begin(self, own: Settings, handshake: Handshake) -> str:
        return with_query(
            address_of("dingtalk.authorize", AUTHORIZE),
            response_type="code",
            client_id=own.client_id,
            redirect_uri=handshake.redirect_uri,
            scope="openid corpid" if own.extra else "openid",
            state=handshake.state,
            prompt="consent",
        )

    def finish(self, own: Settings, handshake: Handshake, given: Mapping[str, str]) -> Identity:
        code = given.get("authCode", "") or given.get("code", "")
        if not code:
            raise SignOnRefused("no_code")
        root = address_of("dingtalk.api", API)
        answer = send(
            "POST",
            f"{root}/v1.0/oauth2/userAccessToken",
            body={
                "clientId": own.client_id,
                "clientSecret": own.secret,
                "code": code,
                "grantType": "authorization_code",
            },
        )
        if answer.status in {400, 401, 403}:
            raise SignOnRefused("code_refused")
        granted = parsed(answer)
        token = text_in(granted, "accessToken", most=4000)
        if not token:
            raise SignOnRefused("no_token")
        if own.extra and text_in(granted, "corpId") != own.extra:
            raise SignOnRefused("other_enterprise")
        person = parsed(send("GET", f"{root}/v1.0/contact/users/me", headers={"x-acs-dingtalk-access-token": token}))
        subject = text_in(person, "unionId")
        if not subject:
            raise SignOnRefused("subject")
        return Identity(f"dingtalk:{own.client_id}", subject, text_in(person, "nick")[:80])

    def try_out(self, own: Settings) -> list[Finding]:
        answer = send(
            "POST",
            f"{address_of('dingtalk.api', API)}/v1.0/oauth2/accessToken",
            body={"appKey": own.client_id, "appSecret": own.secret},
        )
        fine = answer.status == 200 and bool(text_in(parsed(answer), "accessToken", most=4000))
        return [Finding(fine, "应用标识和密钥正确" if fine else "钉钉不接受应用标识或密钥，请核对 AppKey 和 AppSecret")]


ADAPTER = DingTalk()

"""Feishu: OAuth with PKCE; the open id names the person within the application."""

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
from dangjian.identity.providers.adapters.oidc import challenge_of
from dangjian.kernel.outgoing import send

AUTHORIZE = "https://accounts.feishu.cn/open-apis/authen/v1/authorize"
API = "https://open.feishu.cn/open-apis"


class Feishu:
    """`client_id` is the app id; `extra`, when given, the only tenant key whose people may come in."""

    def begin(self, own: Settings, handshake: Handshake) -> str:
        return with_query(
            address_of("feishu.authorize", AUTHORIZE),
            response_type="code",
            client_id=own.client_id,
            redirect_uri=handshake.redirect_uri,
            state=handshake.state,
            code_challenge=challenge_of(handshake.verifier),
            code_challenge_method="S256",
        )

    def finish(self, own: Settings, handshake: Handshake, given: Mapping[str, str]) -> Identity:
        code = given.get("code", "")
        if not code:
            raise SignOnRefused("no_code")
        root = address_of("feishu.api", API)
        answer = send(
            "POST",
            f"{root}/authen/v2/oauth/token",
            body={
                "grant_type": "authorization_code",
                "client_id": own.client_id,
                "client_secret": own.secret,
                "code": code,
                "redirect_uri": handshake.redirect_uri,
                "code_verifier": handshake.verifier,
            },
        )
        if answer.status in {400, 401, 403}:
            raise SignOnRefused("code_refused")
        granted = parsed(answer)
        token = text_in(granted, "access_token", most=8000)
        if granted.get("code") != 0 or not token:
            raise SignOnRefused("code_refused")
        shown = parsed(send("GET", f"{root}/authen/v1/user_info", headers={"Authorization": f"Bearer {token}"}))
        person = shown.get("data")
        if shown.get("code") != 0 or not isinstance(person, dict):
            raise SignOnRefused("subject")
        if own.extra and text_in(person, "tenant_key") != own.extra:
            raise SignOnRefused("other_enterprise")
        subject = text_in(person, "open_id")
        if not subject:
            raise SignOnRefused("subject")
        return Identity(f"feishu:{own.client_id}", subject, text_in(person, "name")[:80])

    def try_out(self, own: Settings) -> list[Finding]:
        answer = send(
            "POST",
            f"{address_of('feishu.api', API)}/auth/v3/app_access_token/internal",
            body={"app_id": own.client_id, "app_secret": own.secret},
        )
        fine = answer.status == 200 and parsed(answer).get("code") == 0
        return [
            Finding(fine, "应用标识和密钥正确" if fine else "飞书不接受应用标识或密钥，请核对 App ID 和 App Secret")
        ]


ADAPTER = Feishu()

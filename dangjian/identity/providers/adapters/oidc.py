"""OpenID Connect: code with PKCE, state and nonce; the token is believed for its signature and for what it says."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from dangjian.identity.providers.adapters.base import (
    Finding,
    Handshake,
    Identity,
    Remembered,
    Settings,
    SignOnRefused,
    parsed,
    text_in,
    with_query,
)
from dangjian.identity.providers.rules import claims_flaw
from dangjian.kernel import clock
from dangjian.kernel.crypto.jose import ALGORITHMS, KeyNotFound, TokenRefused, read_token
from dangjian.kernel.outgoing import OutgoingFailed, send
from dangjian.kernel.outgoing.addresses import check_target, take_apart

WELL_KNOWN = "/.well-known/openid-configuration"
_metadata = Remembered(600)
_keys = Remembered(600)
KEYS_AGAIN_AFTER = 30.0
"""Seconds: a token with an unknown key makes us ask again, but not for every forged one."""


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636 4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).decode("ascii").rstrip("=")


def forget() -> None:
    """Ask all providers anew (tests)."""
    _metadata.forget()
    _keys.forget()


class OpenIdConnect:
    """A provider that publishes its metadata under its issuer."""

    def begin(self, own: Settings, handshake: Handshake) -> str:
        about = metadata_of(own.address)
        return with_query(
            about["authorization_endpoint"],
            response_type="code",
            client_id=own.client_id,
            redirect_uri=handshake.redirect_uri,
            scope="openid profile" if "profile" in about.get("scopes_supported", ["profile"]) else "openid",
            state=handshake.state,
            nonce=handshake.nonce,
            code_challenge=challenge_of(handshake.verifier),
            code_challenge_method="S256",
        )

    def finish(self, own: Settings, handshake: Handshake, given: Mapping[str, str]) -> Identity:
        about = metadata_of(own.address)
        _refuse_other_issuer(about, given)
        code = given.get("code", "")
        if not code:
            raise SignOnRefused("no_code")
        answer = send(
            "POST",
            about["token_endpoint"],
            headers=_credentials(own, about),
            form={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": handshake.redirect_uri,
                "code_verifier": handshake.verifier,
                **({} if _by_header(about) else {"client_id": own.client_id, "client_secret": own.secret}),
            },
        )
        if answer.status in {400, 401, 403}:
            raise SignOnRefused("code_refused")
        token = text_in(parsed(answer), "id_token", most=16_000)
        if not token:
            raise SignOnRefused("no_token")
        claims = _believed(about, token)
        flaw = claims_flaw(
            claims, issuer=about["issuer"], client_id=own.client_id, nonce=handshake.nonce, now=clock.now()
        )
        if flaw:
            raise SignOnRefused(flaw)
        label = text_in(claims, "name", most=80) or text_in(claims, "preferred_username", most=80)
        return Identity(about["issuer"], claims["sub"], label)

    def try_out(self, own: Settings) -> list[Finding]:
        _metadata.forget()
        _keys.forget()
        about = metadata_of(own.address)
        count = len(_keys_of(about).get("keys", []))
        methods = about.get("code_challenge_methods_supported")
        return [
            Finding(True, f"已读取提供方信息，签发者为 {about['issuer']}"),
            Finding(count > 0, f"提供方公布了 {count} 个签名公钥"),
            Finding(
                bool(_algorithms(about)), "签名算法在允许之列" if _algorithms(about) else "提供方只用不允许的签名算法"
            ),
            Finding(
                methods is None or "S256" in methods, "支持 PKCE（S256）" if methods else "提供方没有说明是否支持 PKCE"
            ),
        ]


def metadata_of(issuer: str) -> dict[str, Any]:
    """What a provider publishes about itself. Raises OutgoingRefused, OutgoingFailed, SignOnRefused."""
    known: dict[str, Any] | None = _metadata.get(issuer)
    if known is not None:
        return known
    about = parsed(send("GET", issuer.rstrip("/") + WELL_KNOWN))
    if text_in(about, "issuer", most=300) != issuer:
        raise SignOnRefused(
            "issuer", f"提供方自称 {text_in(about, 'issuer')[:100]}，与填写的地址不一致，请按提供方的写法填写。"
        )
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        address = text_in(about, name, most=1000)
        if not address:
            raise OutgoingFailed(f"提供方的信息缺少 {name}，请核对地址。")
        check_target(take_apart(address))
    _metadata.put(issuer, about)
    return about


def _refuse_other_issuer(about: Mapping[str, Any], given: Mapping[str, str]) -> None:
    """The answer says which provider it comes from (RFC 9207): another one's code is never taken to this one."""
    named = given.get("iss", "")
    if named and named != about["issuer"]:
        raise SignOnRefused("mixed_up")
    if not named and about.get("authorization_response_iss_parameter_supported") is True:
        raise SignOnRefused("mixed_up")


def _by_header(about: Mapping[str, Any]) -> bool:
    return "client_secret_basic" in about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])


def _credentials(own: Settings, about: Mapping[str, Any]) -> dict[str, str]:
    if not _by_header(about):
        return {}
    pair = f"{quote(own.client_id, safe='')}:{quote(own.secret, safe='')}"
    return {"Authorization": f"Basic {b64encode(pair.encode('utf-8')).decode('ascii')}"}


def _algorithms(about: Mapping[str, Any]) -> frozenset[str]:
    named = about.get("id_token_signing_alg_values_supported", ["RS256"])
    return frozenset(ALGORITHMS) & {name for name in named if isinstance(name, str)}


def _believed(about: Mapping[str, Any], token: str) -> dict[str, Any]:
    try:
        try:
            return read_token(token, _keys_of(about), allowed=_algorithms(about))
        except KeyNotFound:
            return read_token(token, _keys_of(about, again=True), allowed=_algorithms(about))
    except TokenRefused as refused:
        raise SignOnRefused(f"token_{refused.code}") from refused


def _keys_of(about: Mapping[str, Any], *, again: bool = False) -> dict[str, Any]:
    address = about["jwks_uri"]
    known: dict[str, Any] | None = _keys.get(address)
    if known is not None and not (again and _keys.age(address) > KEYS_AGAIN_AFTER):
        return known
    found = parsed(send("GET", address))
    _keys.put(address, found)
    return found


ADAPTER = OpenIdConnect()

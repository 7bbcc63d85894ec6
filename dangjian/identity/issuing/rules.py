"""What a system may ask for and how (SEC-AUTH-10; OAuth 2.1, OpenID Connect Core 3.1.2)."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

CODE_LASTS = timedelta(seconds=60)
ACCESS_LASTS = timedelta(minutes=10)
IDENTITY_LASTS = timedelta(minutes=5)
RENEWABLE_FOR = timedelta(days=30)
"""Absolute end of refreshing: then the person is asked by a sign-in again."""
KEY_SHOWN_AFTER = timedelta(days=1)
"""A replaced key stays published until nobody checks its signatures any more."""

SCOPES = {
    "openid": "确认您是谁（对这个系统专用的编号）",
    "profile": "您的姓名和账号名",
    "organisation": "您所在的党组织名称",
    "offline_access": "您不在线时继续有效，最长 30 天",
}
"""All there is; telephone numbers and identity numbers are told to nobody this way."""
PROMPTS = frozenset({"none", "login", "consent", "select_account"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered, once the person agrees."""

    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    challenge: str
    prompt: frozenset[str]
    wants_fresh: bool


class Refused(Exception):
    """A request that is answered with an error, by its stable name (RFC 6749 4.1.2.1)."""

    def __init__(self, error: str, text: str) -> None:
        super().__init__(error)
        self.error = error
        self.text = text


def read_request(given: Mapping[str, str], *, allowed: frozenset[str]) -> Asked:
    """The request, whose client and redirect address are known already. Raises Refused."""
    if given.get("response_type") != "code":
        raise Refused("unsupported_response_type", "only the code flow is offered")
    if given.get("response_mode", "query") != "query":
        raise Refused("invalid_request", "response_mode must be query")
    for name, error in (("request", "request_not_supported"), ("request_uri", "request_uri_not_supported")):
        if name in given:
            raise Refused(error, f"{name} is not supported")
    scopes = tuple(dict.fromkeys(given.get("scope", "").split()))
    if "openid" not in scopes:
        raise Refused("invalid_scope", "scope must contain openid")
    if not set(scopes) <= allowed:
        raise Refused("invalid_scope", "a scope is not registered for this client")
    if given.get("code_challenge_method") != "S256" or not _CHALLENGE.match(given.get("code_challenge", "")):
        raise Refused("invalid_request", "PKCE with S256 is required")
    if len(given.get("state", "")) > 500 or len(given.get("nonce", "")) > 300:
        raise Refused("invalid_request", "state or nonce is too long")
    prompt = frozenset(given.get("prompt", "").split())
    if not prompt <= PROMPTS or ("none" in prompt and len(prompt) > 1):
        raise Refused("invalid_request", "prompt is not understood")
    return Asked(
        redirect_uri=given["redirect_uri"],
        scopes=scopes,
        state=given.get("state", ""),
        nonce=given.get("nonce", ""),
        challenge=given["code_challenge"],
        prompt=prompt,
        wants_fresh="login" in prompt or "max_age" in given,
    )


def proves(verifier: str, challenge: str) -> bool:
    """Whether a PKCE verifier belongs to a challenge."""
    if not _VERIFIER.match(verifier):
        return False
    made = urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).decode("ascii").rstrip("=")
    return hmac.compare_digest(made, challenge)


def access_hash(token: str) -> str:
    """The `at_hash` of an access token (OpenID Connect Core 3.1.3.6)."""
    return urlsafe_b64encode(sha256(token.encode("ascii")).digest()[:16]).decode("ascii").rstrip("=")


def redirect_flaw(address: str) -> str:
    """Why an address cannot be registered, in words; empty when it can."""
    if len(address) > 300 or not address.isascii() or re.search(r"[\x00-\x20\x7f\\*]", address):
        return "地址中有不能使用的字符（不支持通配符）。"
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return "地址格式不正确。"
    if "#" in address or "@" in parts.netloc or not parts.hostname:
        return "地址不能带 # 号或账号密码。"
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return ""
    return "地址必须以 https:// 开头。"

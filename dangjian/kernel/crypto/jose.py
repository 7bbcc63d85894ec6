"""Signed tokens (JOSE): reading those of others by their published keys, signing our own (SEC-AUTH-09, SEC-AUTH-10).

Only asymmetric signatures are read: a token "signed" with our own client secret, or with a public key taken for a
secret, is refused by its algorithm before any key is looked at.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.util import to_bytes

ALGORITHMS: dict[str, str] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    "EdDSA": "OKP",
}
"""Algorithms that are read, with the kind of key each needs."""
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}
_KINDS: dict[str, type[RSAKey] | type[ECKey] | type[OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_TRUSTING = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64", "zip"})
"""Headers by which a token would say itself how it wants to be checked."""
LONGEST = 16_000
SMALLEST_RSA = 2048
SIGNS_WITH = "RS256"
"""What every relying party can read (OpenID Connect Core 15.1)."""


class TokenRefused(Exception):
    """A token that is not believed; `code` is stable and says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class KeyNotFound(TokenRefused):
    """The token names a key that is not in the set: it may have been published a moment ago."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key pair for signing: its name, the private half, the public half as it is published."""

    key_id: str
    private: str
    public: dict[str, Any]


def read_token(token: str, keys: Mapping[str, Any], *, allowed: frozenset[str] | None = None) -> dict[str, Any]:
    """The claims of a token whose signature one of the published keys proves; what they say is not judged here.

    `keys` is a JWK set; `allowed` narrows the algorithms to those that the issuer names. Raises TokenRefused.
    """
    header = _header(token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise TokenRefused("algorithm")
    if allowed is not None and algorithm not in allowed:
        raise TokenRefused("algorithm")
    if _TRUSTING & set(header):
        raise TokenRefused("header")
    key = _key_for(header, algorithm, keys)
    try:
        payload = jws.deserialize_compact(to_bytes(token), key, algorithms=[algorithm]).payload
        claims = json.loads(payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise TokenRefused("signature") from error
    if not isinstance(claims, dict):
        raise TokenRefused("claims")
    return claims


def new_signing_key() -> NewKey:
    """A fresh RSA key (3072 bits) for `SIGNS_WITH`."""
    key = RSAKey.generate_key(3072, private=True, auto_kid=True)
    key_id = str(key.kid)
    shown = {"kid": key_id, "use": "sig", "alg": SIGNS_WITH}
    return NewKey(key_id, json.dumps(key.as_dict(private=True)), {**key.as_dict(private=False), **shown})


def sign_token(claims: Mapping[str, Any], *, private: str, key_id: str, kind: str = "JWT") -> str:
    """A compact token over the claims."""
    header = {"alg": SIGNS_WITH, "kid": key_id, "typ": kind}
    payload = json.dumps(dict(claims), ensure_ascii=False, separators=(",", ":"))
    return jws.serialize_compact(header, payload, RSAKey.import_key(json.loads(private)), algorithms=[SIGNS_WITH])


def _header(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != 3 or not token.isascii():
        raise TokenRefused("form")
    if not parts[2]:
        raise TokenRefused("unsigned")
    try:
        found = json.loads(_bytes(parts[0]))
    except (ValueError, RecursionError) as error:
        raise TokenRefused("form") from error
    if not isinstance(found, dict):
        raise TokenRefused("form")
    return found


def _key_for(header: Mapping[str, Any], algorithm: str, keys: Mapping[str, Any]) -> Key:
    listed = keys.get("keys")
    kind, wanted = ALGORITHMS[algorithm], header.get("kid")
    fitting = [key for key in listed if _fits(key, kind, algorithm)] if isinstance(listed, list) else []
    named = [key for key in fitting if key.get("kid") == wanted] if wanted is not None else fitting
    if not named:
        raise KeyNotFound("key")
    if len(named) > 1:
        raise TokenRefused("key")
    try:
        if kind == "RSA" and int.from_bytes(_bytes(named[0]["n"])).bit_length() < SMALLEST_RSA:
            raise TokenRefused("key")
        return _KINDS[kind].import_key({name: named[0][name] for name in named[0] if name not in {"x5c", "x5u"}})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused("key") from error


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _fits(key: Any, kind: str, algorithm: str) -> bool:
    if not isinstance(key, dict) or key.get("kty") != kind or key.get("use", "sig") != "sig":
        return False
    if "alg" in key and key["alg"] not in {algorithm, None}:
        return False
    return kind == "RSA" or key.get("crv") == _CURVES[algorithm]

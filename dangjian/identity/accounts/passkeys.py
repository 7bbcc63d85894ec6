"""Passkeys (WebAuthn): devices and security keys that prove their person by PIN, fingerprint or face (SEC-AUTH-05).

Built on the authenticators of allauth and its fido2 library. What differs from allauth: the device must always verify
its person, a challenge is good once and for five minutes, the page must be exactly this site, and a counter that goes
back (a copied key) is refused.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn, get_credentials
from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from dangjian.identity.accounts.models import Account, WebSession
from dangjian.kernel import clock
from dangjian.kernel.errors import Conflict, NotSignedIn

PER_ACCOUNT = 10
CHALLENGE_LASTS = timedelta(minutes=5)
FACTOR = "passkey"
_CHALLENGE = "identity.passkey.challenge"
_WRONG = (ValueError, KeyError, TypeError, IndexError, AttributeError, NotImplementedError)
"""What fido2 raises for answers that are not what they should be."""


@dataclass(frozen=True)
class Site:
    """The host (with its port) that a page was opened from; passkeys are bound to its name."""

    netloc: str

    @property
    def name(self) -> str:
        """The host without its port."""
        return urlsplit(f"//{self.netloc}").hostname or ""

    def is_mine(self, origin: str) -> bool:
        """Whether a page of this very site asked the device: over TLS, or on the machine itself."""
        parts = urlsplit(origin)
        return parts.netloc == self.netloc and (parts.scheme == "https" or self.name == "localhost")

    def require_name(self) -> None:
        """Browsers bind passkeys to names, never to bare addresses. Raises Conflict."""
        try:
            ipaddress.ip_address(self.name)
        except ValueError:
            return
        raise Conflict(
            "identity.passkey.needs_name",
            "通行密钥只能在用域名打开系统时使用，请改用单位公布的网址，或使用动态口令。",
        )


@dataclass(frozen=True)
class NewKey:
    """What a browser answers when a device made a key; all parts in URL-safe base 64."""

    credential_id: str
    client_data: str
    attestation: str


@dataclass(frozen=True)
class Assertion:
    """What a browser answers when a device signed a challenge; all parts in URL-safe base 64."""

    credential_id: str
    client_data: str
    authenticator_data: str
    signature: str


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


def registration_options(account: Account, site: Site, session_hash: str) -> dict[str, Any]:
    """What the browser needs to make a key; the challenge waits in the session. Raises Conflict."""
    site.require_name()
    if count(account.pk) >= PER_ACCOUNT:
        raise Conflict("identity.passkey.too_many", f"最多添加 {PER_ACCOUNT} 个通行密钥，请先删除不用的。")
    user = PublicKeyCredentialUserEntity(
        id=account.pk.bytes, name=account.login_name, display_name=account.display_name
    )
    options, state = _server(site).register_begin(
        user,
        credentials=get_credentials(account),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _keep_challenge(session_hash, state)
    return dict(dict(options)["publicKey"])


def register(account: Account, site: Site, session_hash: str, *, name: str, key: NewKey) -> bool:
    """Keep a key that a device made for the waiting challenge; false when it does not fit."""
    state = _take_challenge(session_hash)
    answer = _answer(key.credential_id, clientDataJSON=key.client_data, attestationObject=key.attestation)
    if state is None:
        return False
    try:
        made = _server(site).register_complete(state, answer)
    except _WRONG:
        return False
    row = WebAuthn.add(account, name, answer).instance
    row.data |= {"public_id": str(uuid4()), "counter": made.counter}
    row.created_at = clock.now()
    row.save(update_fields=["data", "created_at"])
    return True


def challenge_options(account: Account, site: Site, session_hash: str) -> dict[str, Any]:
    """What the browser needs to have a device sign; the challenge waits in the session. Raises Conflict."""
    site.require_name()
    credentials = get_credentials(account)
    if not credentials:
        raise Conflict("identity.passkey.none", "您还没有添加通行密钥，请使用密码和动态口令。")
    options, state = _server(site).authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.REQUIRED
    )
    _keep_challenge(session_hash, state)
    return dict(dict(options)["publicKey"])


def check(account: Account, site: Site, session_hash: str, assertion: Assertion) -> str | None:
    """Check a signed challenge and use it up; returns `passkey`, None if it does not fit. Call inside a command."""
    state = _take_challenge(session_hash)
    if state is None:
        return None
    answer = _answer(
        assertion.credential_id,
        clientDataJSON=assertion.client_data,
        authenticatorData=assertion.authenticator_data,
        signature=assertion.signature,
    )
    try:
        used = _server(site).authenticate_complete(state, get_credentials(account), answer)
        counter = AuthenticatorData(websafe_decode(assertion.authenticator_data)).counter
    except _WRONG:
        return None
    for row in _rows(account.pk).select_for_update():
        if row.wrap().authenticator_data.credential_data.credential_id != used.credential_id:
            continue
        last = int(row.data.get("counter", 0))
        if (counter or last) and counter <= last:
            return None
        row.data["counter"], row.last_used_at = counter, clock.now()
        row.save(update_fields=["data", "last_used_at"])
        return FACTOR
    return None


def passkeys_of(account_id: UUID) -> list[Passkey]:
    """The passkeys of an account, oldest first."""
    return [
        Passkey(UUID(row.data["public_id"]), row.data["name"], row.created_at, row.last_used_at)
        for row in _rows(account_id).order_by("created_at", "pk")[:PER_ACCOUNT]
    ]


def count(account_id: UUID) -> int:
    """How many passkeys an account has."""
    return int(_rows(account_id).count())


def remove(account_id: UUID, passkey_id: UUID) -> str | None:
    """Take one passkey off an account; returns its name, None when there is no such key."""
    for row in _rows(account_id):
        if row.data["public_id"] == str(passkey_id):
            row.delete()
            return str(row.data["name"])
    return None


def _rows(account_id: UUID) -> Any:
    return Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.WEBAUTHN)


def _server(site: Site) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=site.name, name=settings.MFA_TOTP_ISSUER), None, site.is_mine)


def _answer(credential_id: str, **response: str) -> dict[str, Any]:
    """An answer of a browser in the form of the standard."""
    return {
        "id": credential_id,
        "rawId": credential_id,
        "type": "public-key",
        "response": response,
        "clientExtensionResults": {},
    }


def _keep_challenge(session_hash: str, state: dict[str, Any]) -> None:
    until = (clock.now() + CHALLENGE_LASTS).isoformat()
    kept = {_CHALLENGE: {name: str(value) for name, value in state.items()} | {"until": until}}
    WebSession.objects.filter(token_hash=session_hash).update(data=kept)


def _take_challenge(session_hash: str) -> dict[str, Any] | None:
    """The waiting challenge, which is good once: whoever takes it first has it."""
    row = WebSession.objects.select_for_update().filter(token_hash=session_hash).first()
    if row is None:
        raise NotSignedIn()
    kept = row.data.pop(_CHALLENGE, None)
    if kept is None:
        return None
    WebSession.objects.filter(token_hash=session_hash).update(data=row.data)
    return kept if clock.now() < datetime.fromisoformat(kept.pop("until")) else None

"""Registering systems, agreeing, redeeming codes and refresh tokens, taking agreements back."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dangjian.identity.issuing import rules
from dangjian.identity.issuing.models import Authorisation, Client, Consent, IssuedToken, TokenKey
from dangjian.identity.issuing.permissions import AUTHORISE, MANAGE_CLIENT, REDEEM
from dangjian.identity.issuing.tokens import covers, digest, is_alive
from dangjian.kernel.crypto.jose import NewKey
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotFound

MOST_CLIENTS = 50


@dataclass(frozen=True)
class Redeemed:
    """What is handed out for a code or a refresh token."""

    authorisation: Authorisation
    scopes: tuple[str, ...]
    access_token: str
    refresh_token: str
    is_first: bool


@command(MANAGE_CLIENT)
def create_client(unit: Unit, *, values: dict[str, Any], key: NewKey | None) -> tuple[Client, str]:
    """Register a system; returns it with its secret, which is shown once. Raises Conflict."""
    if Client.objects.count() >= MOST_CLIENTS:
        raise Conflict("identity.client.too_many", f"最多登记 {MOST_CLIENTS} 个系统，请先删除不用的。")
    _refuse_taken_name(values["name"], None)
    if key is not None and not TokenKey.objects.filter(retired_at=None).exists():
        _keep_key(unit, key)
    secret = secrets.token_urlsafe(32)
    client = unit.create(Client(**values, client_id=f"dj-{secrets.token_hex(12)}", secret_hash=digest(secret)))
    return client, secret


@command(MANAGE_CLIENT)
def update_client(unit: Unit, *, client_id: UUID, expected_version: int, values: dict[str, Any]) -> Client:
    """Change a system. What is no longer allowed to it ends with its next token. Raises NotFound, StaleEdit."""
    client = unit.get(Client, client_id, expected_version=expected_version)
    _refuse_taken_name(values["name"], client.pk)
    return unit.update(client, **values)


@command(MANAGE_CLIENT)
def renew_secret(unit: Unit, *, client_id: UUID) -> tuple[Client, str]:
    """Give a system another secret; the one before opens nothing any more. Raises NotFound."""
    client, secret = unit.get(Client, client_id), secrets.token_urlsafe(32)
    return unit.update(client, secret_hash=digest(secret), note="更换系统密钥"), secret


@command(MANAGE_CLIENT)
def delete_client(unit: Unit, *, client_id: UUID) -> None:
    """Remove a system with everything that people agreed to for it. Raises NotFound."""
    unit.delete(unit.get(Client, client_id))


@command(MANAGE_CLIENT)
def replace_key(unit: Unit, *, key: NewKey) -> TokenKey:
    """Sign with another key from now on; the one before stays published for a day."""
    unit.update_many(TokenKey.objects.filter(retired_at=None), retired_at=unit.now, note="停用原签名密钥")
    return _keep_key(unit, key)


@command(AUTHORISE)
def authorise(unit: Unit, *, client_id: UUID, asked: rules.Asked, auth_at: datetime | None) -> str:
    """Note that the acting person agrees, and return a code for the system; it is good once, for a minute."""
    assert unit.actor.account_id is not None
    consent: Consent | None = (
        Consent.objects.select_for_update().filter(client_id=client_id, account_id=unit.actor.account_id).first()
    )
    granted = sorted(asked.scopes)
    if consent is None:
        fresh = Consent(
            client_id=client_id,
            account_id=unit.actor.account_id,
            subject=secrets.token_urlsafe(24),
            scopes=granted,
            given_at=unit.now,
        )
        consent = unit.create(fresh, note="同意向系统表明身份")
    elif not covers(consent, asked.scopes):
        kept = [] if consent.revoked_at is not None else consent.scopes
        merged = sorted({*kept, *granted})
        unit.update(consent, scopes=merged, given_at=unit.now, revoked_at=None, note="同意向系统表明身份")
    code = secrets.token_urlsafe(32)
    lasts = rules.RENEWABLE_FOR if "offline_access" in asked.scopes else rules.ACCESS_LASTS + rules.CODE_LASTS
    unit.create(
        Authorisation(
            consent=consent,
            scopes=granted,
            code_hash=digest(code),
            redirect_uri=asked.redirect_uri,
            challenge=asked.challenge,
            nonce=asked.nonce,
            auth_at=auth_at,
            code_ends_at=unit.now + rules.CODE_LASTS,
            ends_at=unit.now + lasts,
        )
    )
    return code


@command(AUTHORISE)
def revoke_consent(unit: Unit, *, consent_id: UUID) -> None:
    """Take one's agreement back: everything issued for it ends at once. Raises NotFound."""
    consent: Consent | None = Consent.objects.filter(
        pk=consent_id, account_id=unit.actor.account_id, revoked_at=None
    ).first()
    if consent is None:
        raise NotFound("identity.consent.not_found", "没有找到这项授权，它可能已被撤回。")
    unit.update(consent, revoked_at=unit.now, note="撤回授权")
    unit.update_many(consent.authorisations.filter(revoked_at=None), revoked_at=unit.now, note="撤回授权")


@command(REDEEM)
def redeem_code(unit: Unit, *, client_id: UUID, code: str, redirect_uri: str, verifier: str) -> Redeemed | None:
    """Tokens for a code; None when it does not fit. A code that comes twice, or from somebody who does not know the
    verifier, was copied: everything issued for it ends."""
    found = _locked(Authorisation.objects.filter(code_hash=digest(code)))
    if found is None:
        return None
    fits = (
        found.consent.client_id == client_id
        and found.code_used_at is None
        and hmac.compare_digest(found.redirect_uri.encode(), redirect_uri.encode("utf-8", errors="replace"))
        and rules.proves(verifier, found.challenge)
    )
    if not fits:
        _revoke(unit, found, "授权码被重复使用或冒用，撤回由它签发的全部令牌")
        return None
    if not is_alive(found, unit.now) or unit.now >= found.code_ends_at:
        return None
    unit.update(found, code_used_at=unit.now)
    return _hand_out(unit, found, tuple(found.scopes), is_first=True)


@command(REDEEM)
def redeem_refresh(unit: Unit, *, client_id: UUID, token: str, scopes: tuple[str, ...]) -> Redeemed | None:
    """New tokens for a refresh token, which is used up; None when it does not fit. One that comes twice was copied:
    everything issued with it ends. Fewer scopes may be asked for, never more."""
    row: IssuedToken | None = IssuedToken.objects.filter(
        token_hash=digest(token), kind=IssuedToken.Kind.REFRESH
    ).first()
    found = _locked(Authorisation.objects.filter(pk=row.authorisation_id)) if row is not None else None
    if row is None or found is None or found.consent.client_id != client_id:
        return None
    row.refresh_from_db()
    if row.used_at is not None:
        _revoke(unit, found, "刷新令牌被重复使用，撤回同一授权的全部令牌")
        return None
    if not is_alive(found, unit.now) or unit.now >= row.ends_at or not set(scopes) <= set(row.scopes):
        return None
    unit.update(row, used_at=unit.now)
    return _hand_out(unit, found, scopes or tuple(row.scopes), is_first=False)


@command(REDEEM)
def revoke_token(unit: Unit, *, client_id: UUID, token: str) -> None:
    """A system gives a token back: everything of the same agreement ends (RFC 7009)."""
    row: IssuedToken | None = (
        IssuedToken.objects.filter(token_hash=digest(token)).select_related("authorisation__consent").first()
    )
    if row is not None and row.authorisation.consent.client_id == client_id:
        _revoke(unit, row.authorisation, "系统交还令牌")


@command(REDEEM)
def remove_ended(unit: Unit, *, before: datetime) -> int:
    """Forget what ended long ago. Returns how many."""
    return unit.delete_many(Authorisation.objects.filter(ends_at__lt=before))


def _locked(rows: Any) -> Authorisation | None:
    """The authorisation of these rows, locked: two that come at once are told apart."""
    pk = rows.select_for_update().values_list("pk", flat=True).first()
    if pk is None:
        return None
    found: Authorisation = Authorisation.objects.select_related("consent__client", "consent__account").get(pk=pk)
    return found


def _hand_out(unit: Unit, found: Authorisation, scopes: tuple[str, ...], *, is_first: bool) -> Redeemed:
    allowed = tuple(scope for scope in scopes if scope in found.consent.client.scopes)
    access = secrets.token_urlsafe(32)
    refresh = secrets.token_urlsafe(32) if "offline_access" in allowed else ""
    wanted = [(IssuedToken.Kind.ACCESS, access, min(unit.now + rules.ACCESS_LASTS, found.ends_at))]
    if refresh:
        wanted.append((IssuedToken.Kind.REFRESH, refresh, found.ends_at))
    unit.create_many(
        [
            IssuedToken(authorisation=found, kind=kind, token_hash=digest(token), scopes=list(allowed), ends_at=ends_at)
            for kind, token, ends_at in wanted
        ]
    )
    return Redeemed(found, allowed, access, refresh, is_first)


def _revoke(unit: Unit, found: Authorisation, note: str) -> None:
    unit.update(found, revoked_at=found.revoked_at or unit.now)
    unit.note(note)


def _keep_key(unit: Unit, key: NewKey) -> TokenKey:
    return unit.create(TokenKey(key_id=key.key_id, public=key.public, private=key.private), note="启用签名密钥")


def _refuse_taken_name(name: str, but: UUID | None) -> None:
    if Client.objects.filter(name=name).exclude(pk=but).exists():
        raise Conflict("identity.client.name_taken", "已登记同名的系统，请换一个名称。", field="name")

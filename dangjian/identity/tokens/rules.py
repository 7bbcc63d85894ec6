"""What a token is and when it opens something (SEC-SESS-04). Nothing here reads the data base."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from dangjian.identity.accounts.rules.alerts import is_outside
from dangjian.kernel.parameters import networks_of
from dangjian.kernel.permissions import Action

PREFIX = "dj_"
LONGEST_DAYS = 365
MOST = 20
"""Living tokens of one person."""
KEPT_AFTER = timedelta(days=365)
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new token: `text` is shown once, `digest` is kept."""

    text: str
    digest: str
    hint: str


def fresh(tenant_id: UUID) -> Fresh:
    """A token of an enterprise: its id, so that nothing is searched across enterprises, and 256 random bits."""
    text = f"{PREFIX}{tenant_id.hex}_{secrets.token_urlsafe(32)}"
    return Fresh(text, digest(text), text[-4:])


def digest(text: str) -> str:
    """What the data base keeps. The token is random, so a plain digest is enough."""
    return sha256(text.encode("utf-8")).hexdigest()


def tenant_of(text: str) -> UUID | None:
    """The enterprise that a token names; None for what is no token of ours."""
    if not text.startswith(PREFIX) or len(text) > 120:
        return None
    name, _, secret = text.removeprefix(PREFIX).partition("_")
    try:
        return UUID(hex=name) if len(name) == 32 and len(secret) >= 40 else None
    except ValueError:
        return None


NEVER = ("identity.", "directory.grant.", "directory.administrator.", "ops.", "kernel.")
"""Beginnings of what no token carries: signing in, tokens, giving rights to others, running the platform."""


def is_grantable(action: Action, administrative: frozenset[str]) -> bool:
    """Whether a token may carry an action: of the work, held through a role, never administration."""
    return bool(action.roles) and action.name not in administrative and not action.name.startswith(NEVER)


def refusal(*, now: datetime, ends_at: datetime, revoked_at: datetime | None, networks: str, address: str) -> str:
    """Why a token opens nothing now, in words; empty: it does."""
    if revoked_at is not None:
        return "接口令牌已撤销。"
    if now >= ends_at:
        return "接口令牌已到期，请由签发人重新签发。"
    if networks and is_outside(address, networks_of(networks)):
        return "接口令牌只能在限定的网络内使用。"
    return ""

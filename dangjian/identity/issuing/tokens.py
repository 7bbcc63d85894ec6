"""What is kept of secrets, and whether an authorisation still counts."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from dangjian.identity.issuing.models import Authorisation, Consent


def digest(secret: str) -> str:
    """What is kept of a code, token or secret: all are random, so a plain digest is enough."""
    return sha256(secret.encode("utf-8")).hexdigest()


def covers(consent: Consent | None, scopes: tuple[str, ...]) -> bool:
    """Whether somebody has agreed to all of it already."""
    return consent is not None and consent.revoked_at is None and set(scopes) <= set(consent.scopes)


def is_alive(found: Authorisation, now: datetime) -> bool:
    """Whether anything of an authorisation still counts: nobody took it back, and its person may still sign in."""
    consent = found.consent
    ended = found.revoked_at is not None or consent.revoked_at is not None or now >= found.ends_at
    return not ended and consent.client.is_on and consent.account.is_active

"""What an identity token must say to be believed (SEC-AUTH-09; OpenID Connect Core 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

LEEWAY = timedelta(seconds=60)
OLDEST = timedelta(minutes=10)
"""A token that was made for this sign-on is this young."""
LONGEST_SUBJECT = 255


def claims_flaw(claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime) -> str:
    """Why a token is not believed, as a stable code; empty when it is."""
    if claims.get("iss") != issuer:
        return "other_issuer"
    audience = claims.get("aud")
    if not _is_for(audience, client_id):
        return "other_audience"
    party = claims.get("azp")
    if (party is not None or (isinstance(audience, list) and len(audience) > 1)) and party != client_id:
        return "other_party"
    if claims.get("nonce") != nonce:
        return "nonce"
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        return "subject"
    return _time_flaw(claims, now)


def _time_flaw(claims: Mapping[str, Any], now: datetime) -> str:
    ends, made = _time(claims.get("exp")), _time(claims.get("iat"))
    if ends is None or made is None:
        return "times"
    at = now.timestamp()
    if at >= ends + LEEWAY.total_seconds():
        return "expired"
    if made > at + LEEWAY.total_seconds():
        return "not_yet"
    if made < at - OLDEST.total_seconds():
        return "old"
    begins = _time(claims.get("nbf", 0))
    if begins is None or begins > at + LEEWAY.total_seconds():
        return "not_yet"
    return ""


def _is_for(audience: Any, client_id: str) -> bool:
    return audience == client_id or (isinstance(audience, list) and client_id in audience)


def _time(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

"""Whom a secret address belongs to."""

from __future__ import annotations

from dangjian.foundation.calendars.models import CalendarFeed
from dangjian.foundation.calendars.rules import token_hash


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of an address; None for one that never was or was revoked. Nobody is known yet."""
    rows = CalendarFeed.objects.across_tenants("the tenant follows from the secret address")
    found: CalendarFeed | None = rows.filter(token_hash=token_hash(token)).first()
    return found

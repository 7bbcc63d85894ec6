"""The people of the demo mode, offered on the log-in page before anybody is signed in."""

from __future__ import annotations

from django.conf import settings

from dangjian.identity.accounts.directory import everywhere
from dangjian.identity.accounts.models import Account

DEMO_PEOPLE = 7


def demo_people() -> list[Account]:
    """The people of the log-in page in demo mode; none outside it. Public: they are invented."""
    if not settings.DEMO_MODE:
        return []
    accounts = everywhere()
    people = accounts.filter(is_demo=True, disabled_at=None).exclude(demo_note="")
    return list(people.order_by("created_at", "id")[:DEMO_PEOPLE])

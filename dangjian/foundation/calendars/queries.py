"""One's own feeds, and the dates behind an address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dangjian.foundation.calendars.models import CalendarFeed
from dangjian.foundation.calendars.permissions import BY_ADDRESS, OWN_FEEDS
from dangjian.foundation.calendars.rules import AHEAD, PAST
from dangjian.foundation.calendars.sources import HAS_ACCOUNT, Entry, sources
from dangjian.kernel import ports
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query


@query(OWN_FEEDS)
def my_feeds() -> list[CalendarFeed]:
    """One's own feeds, latest first."""
    return list(CalendarFeed.objects.filter(person_id=current_actor().person_id).order_by("-created_at", "-id"))


@query(BY_ADDRESS)
def dates_of(*, person_id: UUID, moment: datetime) -> list[Entry] | None:
    """All dates of somebody around a moment; None when they have no active account any more."""
    if not ports.ask(HAS_ACCOUNT, person_id=person_id):
        return None
    since, until = moment - PAST, moment + AHEAD
    found = [entry for source in sources() for entry in source.collect(person_id=person_id, since=since, until=until)]
    return sorted(found, key=lambda entry: entry.key)

"""Making and revoking one's own feeds."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from dangjian.foundation.calendars.models import CalendarFeed
from dangjian.foundation.calendars.permissions import OWN_FEEDS
from dangjian.foundation.calendars.rules import MOST_FEEDS, token_hash
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed and its address, which is not kept."""

    feed: CalendarFeed
    token: str


@command(OWN_FEEDS)
def create_feed(unit: Unit, *, name: str) -> NewFeed:
    """Make an address for one's own dates. Raises Conflict beyond five, NotFound for accounts without a person."""
    if unit.actor.person_id is None:
        raise NotFound("calendars.feed.no_person", "当前账号没有对应的人员，没有可订阅的日程。")
    if CalendarFeed.objects.filter(person_id=unit.actor.person_id).count() >= MOST_FEEDS:
        raise Conflict("calendars.feed.too_many", f"最多 {MOST_FEEDS} 个订阅，请先取消不用的。")
    token = secrets.token_urlsafe(32)
    row = CalendarFeed(person_id=unit.actor.person_id, name=name, token_hash=token_hash(token))
    return NewFeed(unit.create(row, note=f"新建日历订阅“{name}”"), token)


@command(OWN_FEEDS)
def delete_feed(unit: Unit, *, feed_id: UUID) -> None:
    """Revoke one of one's own addresses, at once. Raises NotFound."""
    row: CalendarFeed | None = CalendarFeed.objects.filter(pk=feed_id, person_id=unit.actor.person_id).first()
    if row is None:
        raise NotFound("calendars.feed.not_found", "没有找到这个订阅，它可能已被取消。")
    unit.delete(row, note=f"取消日历订阅“{row.name}”")

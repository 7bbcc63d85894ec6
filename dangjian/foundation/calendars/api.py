"""Routes of one's own calendar feeds: `/api/v1/foundation/calendar-feeds`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from pydantic import StringConstraints

from dangjian.foundation.calendars import commands, queries
from dangjian.foundation.calendars.models import CalendarFeed
from dangjian.foundation.calendars.permissions import OWN_FEEDS
from dangjian.kernel.http import ApiRouter, Schema

router = ApiRouter(module="foundation", app="calendars", tag="日历订阅")


class FeedBody(Schema):
    """What the person calls the device that subscribes."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class FeedOut(Schema):
    id: UUID
    name: str
    created_at: datetime


class NewFeedOut(FeedOut):
    """A feed with its address, which is shown this once."""

    address: str


@router.get("/calendar-feeds", name="list_feeds", action=OWN_FEEDS, out=list[FeedOut])
def list_feeds(request: HttpRequest) -> list[dict[str, Any]]:
    """One's own feeds; their addresses are not shown again."""
    return [_shown(row) for row in queries.my_feeds()]


@router.post(
    "/calendar-feeds", name="create_feed", action=OWN_FEEDS, out=NewFeedOut, status=201, keeps_secrets=True,
    step_up=True,
)  # fmt: skip
def create_feed(request: HttpRequest, body: FeedBody) -> dict[str, Any]:
    """Make an address for one's own dates."""
    made = commands.create_feed(name=body.name)
    base = settings.PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    row = made.feed
    address = f"{base}/calendar/{made.token}.ics"
    return _shown(row) | {"address": address}


@router.delete("/calendar-feeds/{uuid:calendar_feed_id}", name="delete_feed", action=OWN_FEEDS)
def delete_feed(request: HttpRequest, calendar_feed_id: UUID) -> None:
    """Revoke one of one's own addresses; programs that use it get nothing any more."""
    commands.delete_feed(feed_id=calendar_feed_id)


def _shown(row: CalendarFeed) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "created_at": row.created_at}

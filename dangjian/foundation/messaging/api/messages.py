"""Routes of the message centre: `/api/v1/foundation/messages`."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.foundation.messaging import commands, queries
from dangjian.foundation.messaging.permissions import OWN_MESSAGES
from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema

router = ApiRouter(module="foundation", app="messaging", tag="消息")


TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A local time of day, to the minute: 21:30."""


class MessageQuery(PageRequest):
    """Which of one's own messages."""

    unread_only: bool = False
    kind: str = Field("", max_length=40)


class MessageOut(Schema):
    """A message; `subject_kind` and `subject_id` name the page that it opens."""

    id: UUID
    kind: str
    title: str
    text: str
    subject_kind: str
    subject_id: UUID | None
    is_urgent: bool
    sent_at: datetime
    read_at: datetime | None


class UnreadOut(Schema):
    """Number of unread messages."""

    unread: int


class ReadIn(Schema):
    """Messages that were read."""

    ids: list[UUID] = Field(min_length=1, max_length=200)


class MarkedOut(Schema):
    """How many were marked."""

    marked: int


class PreferenceIn(Schema):
    """When not to be disturbed by channels outside the platform, and by which never. Equal times: no quiet hours."""

    quiet_from: TimeOfDay
    quiet_until: TimeOfDay
    muted_channels: list[Annotated[str, StringConstraints(max_length=20)]] = Field(default=[], max_length=20)
    first_channel: str = Field("", max_length=20)
    """The channel that is tried first; empty: the order of the enterprise."""
    digest_at: TimeOfDay | None = None
    """Once a day at this time, all that is not urgent as one text; absent: as it comes."""


class ChannelOut(Schema):
    """A channel outside the platform."""

    code: str
    title: str


class PreferenceOut(Schema):
    """One's own preferences with the channels there are."""

    quiet_from: TimeOfDay
    quiet_until: TimeOfDay
    muted_channels: list[str]
    first_channel: str
    digest_at: str | None
    channels: list[ChannelOut]


@router.get("/messages", name="list_messages", action=OWN_MESSAGES, out=Page[MessageOut], remembered=True)
def list_messages(request: HttpRequest, query: Query[MessageQuery]) -> Any:
    """One's own messages, newest first."""
    return queries.my_messages(page=query, unread_only=query.unread_only, kind=query.kind)


@router.get("/messages/unread", name="count_unread", action=OWN_MESSAGES, out=UnreadOut, remembered=True)
def count_unread(request: HttpRequest) -> Any:
    """Number of one's own unread messages."""
    return {"unread": queries.unread_count()}


@router.post("/messages/read", name="mark_read", action=OWN_MESSAGES, out=MarkedOut, remembered=True)
def mark_read(request: HttpRequest, body: ReadIn) -> Any:
    """Mark some of one's own messages as read."""
    return {"marked": commands.mark_read(message_ids=body.ids)}


@router.post("/messages/read-all", name="mark_all_read", action=OWN_MESSAGES, out=MarkedOut, remembered=True)
def mark_all_read(request: HttpRequest) -> Any:
    """Mark all of one's own messages as read."""
    return {"marked": commands.mark_all_read()}


@router.get("/messages/preference", name="get_preference", action=OWN_MESSAGES, out=PreferenceOut, remembered=True)
def get_preference(request: HttpRequest) -> Any:
    """One's own quiet hours and channels."""
    return queries.my_preference()


@router.put("/messages/preference", name="set_preference", action=OWN_MESSAGES, out=PreferenceOut)
def set_preference(request: HttpRequest, body: PreferenceIn) -> Any:
    """Set one's own quiet hours and unwanted channels."""
    commands.set_preference(
        quiet_from=time.fromisoformat(body.quiet_from),
        quiet_until=time.fromisoformat(body.quiet_until),
        muted_channels=body.muted_channels,
        first_channel=body.first_channel,
        digest_at=time.fromisoformat(body.digest_at) if body.digest_at else None,
    )
    return queries.my_preference()

"""One's own messages; what goes out by channels; the channels of the enterprise and how they fare."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from dangjian.foundation.messaging.models import ChannelSetting, Delivery, Message, MessagePreference
from dangjian.foundation.messaging.permissions import FROM_COMMANDS, MANAGE_CHANNEL, OWN_MESSAGES
from dangjian.foundation.messaging.quiet import quiet_hours_of
from dangjian.foundation.messaging.sending import open_channels
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.kernel.http.paging import PageRequest, paginate

_COLUMNS = ("id", "kind", "title", "text", "subject_kind", "subject_id", "is_urgent", "sent_at", "read_at")


@query(OWN_MESSAGES)
def my_messages(*, page: PageRequest, unread_only: bool = False, kind: str = "") -> dict[str, Any]:
    """One's own messages, newest first, one page."""
    rows = Message.objects.filter(person_id=current_actor().person_id)
    if unread_only:
        rows = rows.filter(read_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    return paginate(rows, page, order=("-sent_at", "-id"), values=_COLUMNS)


@query(OWN_MESSAGES)
def unread_count() -> int:
    """How many of one's own messages are unread."""
    count: int = Message.objects.filter(person_id=current_actor().person_id, read_at=None).count()
    return count


@query(OWN_MESSAGES)
def my_preference() -> dict[str, Any]:
    """One's own quiet hours and unwanted channels, and the channels there are."""
    wish = MessagePreference.objects.filter(person_id=current_actor().person_id).first()
    quiet = quiet_hours_of(wish)
    return {
        "quiet_from": f"{quiet.start:%H:%M}",
        "quiet_until": f"{quiet.end:%H:%M}",
        "muted_channels": [] if wish is None else wish.muted_channels,
        "first_channel": "" if wish is None else wish.first_channel,
        "digest_at": f"{wish.digest_at:%H:%M}" if wish is not None and wish.digest_at is not None else None,
        "channels": [{"code": c.code, "title": c.title} for c in open_channels().values()],
    }


@query(FROM_COMMANDS)
def due_deliveries(*, moment: datetime, limit: int = 500) -> dict[tuple[str, UUID], list[Delivery]]:
    """Deliveries that are due, by channel and person."""
    rows = Delivery.objects.filter(state=Delivery.WAITING, due_at__lte=moment)
    found: dict[tuple[str, UUID], list[Delivery]] = {}
    for row in rows.select_related("message").order_by("due_at", "id")[:limit]:
        found.setdefault((row.channel, row.person_id), []).append(row)
    return found


@query(FROM_COMMANDS)
def open_claims(*, moment: datetime, limit: int = 500) -> list[list[Delivery]]:
    """Claims whose sender is gone or got no answer: the rows of each, as they were sent."""
    rows = Delivery.objects.filter(state=Delivery.SENDING, due_at__lte=moment).select_related("message")
    found: dict[UUID | None, list[Delivery]] = {}
    for row in rows.order_by("claim", "id")[:limit]:
        found.setdefault(row.claim, []).append(row)
    return list(found.values())


@query(FROM_COMMANDS)
def room_in_minute(*, channel: str, limit: int) -> int:
    """How many more texts a channel takes within this minute."""
    since = clock.now() - timedelta(minutes=1)
    sent = Delivery.objects.filter(channel=channel, sent_at__gt=since).aggregate(n=Count("claim", distinct=True))
    return limit - int(sent["n"])


@query(FROM_COMMANDS)
def sent_within_day(*, channel: str, person_id: UUID) -> int:
    """How many texts somebody got by a channel within 24 hours."""
    since = clock.now() - timedelta(days=1)
    rows = Delivery.objects.filter(channel=channel, person_id=person_id, sent_at__gt=since)
    return int(rows.aggregate(n=Count("claim", distinct=True))["n"])


@query(MANAGE_CHANNEL)
def list_channels() -> list[dict[str, Any]]:
    """The channels of the enterprise in their order, with how they fared within seven days. Three statements."""
    since = clock.now() - timedelta(days=7)
    recent = Delivery.objects.filter(created_at__gt=since)
    counts = recent.values("channel", "state").annotate(n=Count("id"))
    figures = {(row["channel"], row["state"]): row["n"] for row in counts}
    failed = recent.filter(problem__gt="").exclude(state=Delivery.SKIPPED)
    problems = failed.values("channel", "problem").annotate(n=Count("id"), latest=Max("created_at"))
    worst: dict[str, list[dict[str, Any]]] = {}
    for row in problems.order_by("-n", "problem")[:50]:
        worst.setdefault(row["channel"], []).append({"text": row["problem"], "count": row["n"]})
    return [
        {"row": row, "figures": _figures(row.kind, figures), "problems": worst.get(row.kind, [])[:3]}
        for row in ChannelSetting.objects.order_by("position", "kind")
    ]


def _figures(kind: str, found: dict[tuple[str, str], int]) -> dict[str, int]:
    states = (Delivery.WAITING, Delivery.SENDING, Delivery.SENT, Delivery.FAILED, Delivery.UNCLEAR, Delivery.SKIPPED)
    return {state: found.get((kind, state), 0) for state in states}


@query(MANAGE_CHANNEL)
def get_channel(*, channel_id: UUID) -> ChannelSetting:
    """One channel. Raises NotFound."""
    row: ChannelSetting | None = ChannelSetting.objects.filter(pk=channel_id).first()
    if row is None:
        raise NotFound("messaging.channel.not_found", "没有找到这个消息渠道，它可能已被删除。")
    return row

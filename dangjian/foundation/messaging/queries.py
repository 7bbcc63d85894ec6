"""One's own messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from dangjian.foundation.messaging.channels import channels
from dangjian.foundation.messaging.models import Delivery, Message, MessagePreference
from dangjian.foundation.messaging.permissions import FROM_COMMANDS, OWN_MESSAGES
from dangjian.foundation.messaging.quiet import quiet_hours_of
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
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
        "channels": [{"code": c.code, "title": c.title} for c in channels().values()],
    }


@query(FROM_COMMANDS)
def due_deliveries(*, moment: datetime, limit: int = 500) -> dict[tuple[str, UUID], list[Delivery]]:
    """Deliveries that are due, by channel and person."""
    rows = Delivery.objects.filter(state=Delivery.WAITING, due_at__lte=moment)
    found: dict[tuple[str, UUID], list[Delivery]] = {}
    for row in rows.select_related("message").order_by("due_at", "id")[:limit]:
        found.setdefault((row.channel, row.person_id), []).append(row)
    return found

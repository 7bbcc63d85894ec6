"""Sending messages (called by other apps) and marking one's own as read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any
from uuid import UUID

from dangjian.foundation.messaging import rules
from dangjian.foundation.messaging.choosing import next_channel_of
from dangjian.foundation.messaging.models import Delivery, Message, MessagePreference
from dangjian.foundation.messaging.permissions import FROM_COMMANDS, OWN_MESSAGES
from dangjian.foundation.messaging.quiet import quiet_hours_of
from dangjian.foundation.messaging.sending import open_channels
from dangjian.kernel import clock
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, NotFound
from dangjian.kernel.jobs import enqueue


@command(FROM_COMMANDS)
def send_message(
    unit: Unit,
    *,
    person_ids: Iterable[UUID],
    kind: str,
    title: str,
    text: str = "",
    subject_kind: str = "",
    subject_id: UUID | None = None,
    dedupe_key: str | None = None,
    is_urgent: bool = False,
) -> int:
    """Tell people something; returns how many were told.

    With `dedupe_key` a person is told once: the same key again changes nothing, so that handlers and jobs may run
    twice. `subject_kind` and `subject_id` name what a click opens. Urgent messages do not wait for quiet hours to end.
    """
    wanted = set(person_ids)
    if dedupe_key is not None:
        told = Message.objects.filter(dedupe_key=dedupe_key, person_id__in=wanted)
        wanted -= set(told.values_list("person_id", flat=True))
    messages = [
        Message(
            person_id=person_id,
            kind=kind,
            title=title[:120],
            text=text[:1000],
            subject_kind=subject_kind,
            subject_id=subject_id,
            is_urgent=is_urgent,
            sent_at=unit.now,
            dedupe_key=dedupe_key,
        )
        for person_id in sorted(wanted)
    ]
    unit.create_many(messages)
    _plan_deliveries(unit, messages)
    return len(messages)


def _plan_deliveries(unit: Unit, messages: Sequence[Message]) -> None:
    """Put messages on their way through the channel that each person wants first, at the time they want."""
    known = open_channels() if messages else {}
    if not known:
        return
    people = [message.person_id for message in messages]
    wishes = {wish.person_id: wish for wish in MessagePreference.objects.filter(person_id__in=people)}
    deliveries = []
    for message in messages:
        wish = wishes.get(message.person_id)
        code = next_channel_of(known, wish, used=())
        if code is None:
            continue
        due_at = rules.deliver_at(
            clock.local_time(unit.now),
            quiet_hours_of(wish),
            urgent=message.is_urgent,
            digest_at=wish.digest_at if wish else None,
        )
        deliveries.append(Delivery(message_id=message.pk, person_id=message.person_id, channel=code, due_at=due_at))
    unit.create_many(deliveries)
    for due_at in {delivery.due_at for delivery in deliveries}:
        enqueue("foundation.messaging.deliver", {}, run_at=due_at)


@command(OWN_MESSAGES)
def mark_read(unit: Unit, *, message_ids: Sequence[UUID]) -> int:
    """Mark one's own messages as read; returns how many were unread. Raises NotFound when one is not one's own."""
    wanted = set(message_ids)
    mine = Message.objects.filter(id__in=wanted, person_id=unit.actor.person_id)
    if mine.count() != len(wanted):
        raise NotFound("messaging.message.unknown", "没有找到这条消息，请刷新后重试。")
    return unit.update_many(mine.filter(read_at=None), read_at=unit.now)


@command(OWN_MESSAGES)
def mark_all_read(unit: Unit) -> int:
    """Mark all of one's own messages as read; returns how many were unread."""
    return unit.update_many(Message.objects.filter(person_id=unit.actor.person_id, read_at=None), read_at=unit.now)


@command(OWN_MESSAGES)
def set_preference(
    unit: Unit,
    *,
    quiet_from: time,
    quiet_until: time,
    muted_channels: Sequence[str] = (),
    first_channel: str = "",
    digest_at: time | None = None,
) -> MessagePreference:
    """Set one's own quiet hours, the channels not wanted, the one wanted first and the time of the daily digest.

    Raises BadInput for an unknown channel, NotFound for accounts without a person (they get no messages).
    """
    if unit.actor.person_id is None:
        raise NotFound("messaging.preference.no_person", "当前账号没有对应的人员，不接收消息。")
    row: MessagePreference | None = MessagePreference.objects.filter(person_id=unit.actor.person_id).first()
    # What one has chosen before stays good when the enterprise switches a channel off for a while.
    known = set(open_channels()) | (set(row.muted_channels) | {row.first_channel} if row else set())
    if set(muted_channels) - known:
        raise BadInput("messaging.preference.channel", "没有这种通知方式，请重新选择。", field="muted_channels")
    if first_channel and first_channel not in known:
        raise BadInput("messaging.preference.channel", "没有这种通知方式，请重新选择。", field="first_channel")
    wished: dict[str, Any] = {
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "muted_channels": sorted(set(muted_channels)),
        "first_channel": first_channel,
        "digest_at": digest_at,
    }
    if row is None:
        return unit.create(MessagePreference(person_id=unit.actor.person_id, **wished))
    return unit.update(row, **wished)

"""Sending messages (called by other apps) and marking one's own as read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from uuid import UUID

from dangjian.foundation.messaging import rules
from dangjian.foundation.messaging.channels import channels
from dangjian.foundation.messaging.models import Delivery, Message, MessagePreference
from dangjian.foundation.messaging.permissions import FROM_COMMANDS, OWN_MESSAGES
from dangjian.foundation.messaging.quiet import quiet_hours_of
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
    """Put messages on their way through the registered channels, after each person's quiet hours."""
    if not channels() or not messages:
        return
    people = [message.person_id for message in messages]
    wishes = {wish.person_id: wish for wish in MessagePreference.objects.filter(person_id__in=people)}
    deliveries = []
    for message in messages:
        wish = wishes.get(message.person_id)
        quiet = quiet_hours_of(wish)
        due_at = rules.deliver_at(clock.local_time(unit.now), quiet, urgent=message.is_urgent)
        deliveries += [
            Delivery(message_id=message.pk, person_id=message.person_id, channel=code, due_at=due_at)
            for code in channels()
            if wish is None or code not in wish.muted_channels
        ]
    unit.create_many(deliveries)
    for due_at in {delivery.due_at for delivery in deliveries}:
        enqueue("foundation.messaging.deliver", {}, run_at=due_at)


@command(FROM_COMMANDS)
def record_deliveries(unit: Unit, *, delivery_ids: Sequence[UUID], problem: str | None = None) -> datetime | None:
    """Note how a delivery ended; returns when it is to be tried again, or None."""
    rows = list(Delivery.objects.filter(id__in=delivery_ids, state=Delivery.WAITING))
    again: datetime | None = None
    for row in rows:
        row.attempts += 1
        if problem is None:
            row.state = Delivery.SENT
            continue
        row.problem = problem[:200]
        later = rules.next_attempt(unit.now, row.attempts)
        if later is None:
            row.state = Delivery.FAILED
        else:
            row.due_at = later
            again = later if again is None else min(again, later)
    unit.update_batch(rows, ["attempts", "state", "problem", "due_at"])
    return again


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
    unit: Unit, *, quiet_from: time, quiet_until: time, muted_channels: Sequence[str] = ()
) -> MessagePreference:
    """Set one's own quiet hours and the channels not wanted. Raises BadInput for an unknown channel, NotFound for
    accounts without a person (they get no messages)."""
    if unit.actor.person_id is None:
        raise NotFound("messaging.preference.no_person", "当前账号没有对应的人员，不接收消息。")
    unknown = sorted(set(muted_channels) - set(channels()))
    if unknown:
        raise BadInput("messaging.preference.channel", "没有这种通知方式，请重新选择。", field="muted_channels")
    muted = sorted(set(muted_channels))
    row: MessagePreference | None = MessagePreference.objects.filter(person_id=unit.actor.person_id).first()
    if row is None:
        row = MessagePreference(
            person_id=unit.actor.person_id, quiet_from=quiet_from, quiet_until=quiet_until, muted_channels=muted
        )
        return unit.create(row)
    return unit.update(row, quiet_from=quiet_from, quiet_until=quiet_until, muted_channels=muted)

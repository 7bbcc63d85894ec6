"""How messages go out by channels: claimed before anything is sent, noted afterwards, handed to the next channel.

A process that dies between the two leaves rows that are claimed. They go out again only where the platform drops what
it has shown before, and then with the very same text; elsewhere they end as unclear (at most once).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dangjian.foundation.messaging import rules
from dangjian.foundation.messaging.choosing import next_channel_of
from dangjian.foundation.messaging.models import Delivery, MessagePreference
from dangjian.foundation.messaging.permissions import FROM_COMMANDS
from dangjian.foundation.messaging.quiet import quiet_hours_of
from dangjian.foundation.messaging.sending import open_channels
from dangjian.kernel import clock
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.ids import new_id
from dangjian.kernel.jobs import enqueue

JOB = "foundation.messaging.deliver"


@command(FROM_COMMANDS)
def claim_deliveries(unit: Unit, *, delivery_ids: Sequence[UUID], skipped_ids: Sequence[UUID] = ()) -> UUID | None:
    """Take waiting rows for sending, together; None when somebody else was faster for one of them.

    `skipped_ids` were read in the platform meanwhile and go nowhere else.
    """
    rows = Delivery.objects.filter(state=Delivery.WAITING)
    if skipped_ids:
        unit.update_many(rows.filter(id__in=skipped_ids), state=Delivery.SKIPPED, problem="已在平台内阅读")
    if not delivery_ids:
        return None
    claim = new_id()
    until = unit.now + rules.CLAIM_LASTS
    count = unit.update_many(
        rows.filter(id__in=delivery_ids), state=Delivery.SENDING, claim=claim, claimed_at=unit.now, due_at=until
    )
    if count != len(delivery_ids):
        unit.update_many(Delivery.objects.filter(claim=claim), state=Delivery.WAITING, claim=None, due_at=unit.now)
        return None
    enqueue(JOB, {}, run_at=until)
    return claim


@command(FROM_COMMANDS)
def claim_again(unit: Unit, *, claim: UUID) -> bool:
    """Take a claim whose sender is gone or got no answer; False when somebody else was faster."""
    rows = Delivery.objects.filter(claim=claim, state=Delivery.SENDING, due_at__lte=unit.now)
    until = unit.now + rules.CLAIM_LASTS
    if not unit.update_many(rows, due_at=until):
        return False
    enqueue(JOB, {}, run_at=until)
    return True


@command(FROM_COMMANDS)
def note_outcome(unit: Unit, *, claim: UUID, problem: str | None = None, is_unclear: bool = False) -> None:
    """Note how a claim ended: sent; unclear, for good; or to be tried again later, in the end by another channel."""
    rows = list(Delivery.objects.filter(claim=claim, state=Delivery.SENDING))
    for row in rows:
        row.attempts += 1
        row.problem = (problem or "")[:200]
    if problem is None:
        _end(unit, rows, Delivery.SENT)
        return
    if is_unclear:
        _end(unit, rows, Delivery.UNCLEAR)
        return
    later = [rules.next_attempt(unit.now, row.attempts) for row in rows]
    again = [row for row, due_at in zip(rows, later, strict=True) if due_at is not None]
    for row, due_at in zip(rows, later, strict=True):
        if due_at is not None:
            row.state, row.claim, row.due_at = Delivery.WAITING, None, due_at
            enqueue(JOB, {}, run_at=due_at)
    unit.update_batch(again, ["attempts", "state", "problem", "claim", "due_at"])
    given_up = [row for row, due_at in zip(rows, later, strict=True) if due_at is None]
    _end(unit, given_up, Delivery.FAILED)
    _hand_over(unit, given_up)


@command(FROM_COMMANDS)
def put_off(unit: Unit, *, delivery_ids: Sequence[UUID], until: datetime) -> None:
    """Send later, without counting an attempt: the channel is busy."""
    unit.update_many(Delivery.objects.filter(id__in=delivery_ids, state=Delivery.WAITING), due_at=until)
    enqueue(JOB, {}, run_at=until)


@command(FROM_COMMANDS)
def pass_on(unit: Unit, *, delivery_ids: Sequence[UUID], reason: str) -> None:
    """Take the next channel: this one does not reach the person, is switched off, or has told them enough today."""
    states = (Delivery.WAITING, Delivery.SENDING)
    rows = list(Delivery.objects.filter(id__in=delivery_ids, state__in=states))
    for row in rows:
        row.problem = reason[:200]
    _end(unit, rows, Delivery.SKIPPED)
    _hand_over(unit, rows)


def _end(unit: Unit, rows: list[Delivery], state: str) -> None:
    for row in rows:
        row.state = state
        row.sent_at = unit.now if state in {Delivery.SENT, Delivery.UNCLEAR} else None
    unit.update_batch(rows, ["attempts", "state", "problem", "sent_at"])


def _hand_over(unit: Unit, rows: Sequence[Delivery]) -> None:
    """A row for the next channel of each message, after the quiet hours."""
    if not rows:
        return
    known = open_channels()
    used: dict[UUID, set[str]] = {}
    for message_id, code in Delivery.objects.filter(message_id__in=[row.message_id for row in rows]).values_list(
        "message_id", "channel"
    ):
        used.setdefault(message_id, set()).add(code)
    people = {row.person_id for row in rows}
    wishes = {wish.person_id: wish for wish in MessagePreference.objects.filter(person_id__in=people)}
    following = []
    for row in rows:
        wish = wishes.get(row.person_id)
        code = next_channel_of(known, wish, used=used[row.message_id])
        if code is None:
            continue
        due_at = rules.deliver_at(clock.local_time(unit.now), quiet_hours_of(wish), urgent=False)
        following.append(Delivery(message_id=row.message_id, person_id=row.person_id, channel=code, due_at=due_at))
    unit.create_many(following)
    for due_at in {row.due_at for row in following}:
        enqueue(JOB, {}, run_at=due_at)


def minute_later(moment: datetime) -> datetime:
    """When a busy channel is asked again."""
    return moment + timedelta(minutes=1)

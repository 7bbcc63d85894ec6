"""Giving messages to the channels outside the platform."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dangjian.foundation.messaging import commands, queries
from dangjian.foundation.messaging.channels import Channel, ChannelFailed, NotReachable
from dangjian.foundation.messaging.commands.deliveries import JOB, minute_later
from dangjian.foundation.messaging.models import Delivery
from dangjian.foundation.messaging.rules import outside_text
from dangjian.foundation.messaging.sending import open_channels
from dangjian.kernel import clock
from dangjian.kernel.jobs import JobContext, enqueue, job

AT_ONCE = 500


@job(JOB)
def deliver(ctx: JobContext) -> None:
    """Send what is due: one text a person and channel, however many messages wait."""
    known = open_channels()
    for rows in queries.open_claims(moment=clock.now()):
        _look_after(known.get(rows[0].channel), rows)
    waiting = queries.due_deliveries(moment=clock.now(), limit=AT_ONCE)
    room = {code: queries.room_in_minute(channel=code, limit=channel.minute_limit) for code, channel in known.items()}
    for (code, person_id), rows in waiting.items():
        ids = [row.pk for row in rows]
        channel = known.get(code)
        if channel is None:
            commands.pass_on(delivery_ids=ids, reason="该渠道已停用")
        elif room[code] <= 0:
            commands.put_off(delivery_ids=ids, until=minute_later(clock.now()))
        elif queries.sent_within_day(channel=code, person_id=person_id) >= channel.daily_limit:
            commands.pass_on(delivery_ids=ids, reason="已达到每人每天的上限")
        else:
            room[code] -= _send(channel, rows)
    if sum(len(rows) for rows in waiting.values()) == AT_ONCE:
        enqueue(JOB, {})


def _send(channel: Channel, rows: Sequence[Delivery]) -> int:
    """Claim and send; what was read in the platform meanwhile goes nowhere else. Returns how many texts went out."""
    unread = [row for row in rows if row.message.read_at is None]
    read = [row.pk for row in rows if row.message.read_at is not None]
    claim = commands.claim_deliveries(delivery_ids=[row.pk for row in unread], skipped_ids=read)
    if claim is None:
        return 0
    _give(channel, unread, claim)
    return 1


def _look_after(channel: Channel | None, rows: Sequence[Delivery]) -> None:
    """A claim that nobody noted the end of."""
    claim, claimed_at = rows[0].claim, rows[0].claimed_at
    assert claim is not None
    assert claimed_at is not None
    if not commands.claim_again(claim=claim):
        return
    if channel is None or not channel.may_repeat(claimed_at=claimed_at, now=clock.now()):
        commands.note_outcome(claim=claim, problem="发送时中断，结果不明，未重发", is_unclear=True)
        return
    _give(channel, rows, claim)


def _give(channel: Channel, rows: Sequence[Delivery], claim: UUID) -> None:
    titles = [row.message.title for row in rows]
    title, text = outside_text(titles, shows_title=channel.shows_title)
    try:
        channel.deliver(
            person_id=rows[0].person_id,
            title=title,
            text=text,
            reference=str(claim),
            at=min(row.message.sent_at for row in rows),
        )
    except NotReachable as failure:
        commands.pass_on(delivery_ids=[row.pk for row in rows], reason=str(failure) or "该渠道不能联系到本人")
    except ChannelFailed as failure:
        now = clock.now()
        if failure.is_unclear and channel.may_repeat(claimed_at=rows[0].claimed_at or now, now=now):
            return  # looked after when the claim is over, with the same text
        problem = str(failure) or "通道没有说明原因"
        commands.note_outcome(claim=claim, problem=problem, is_unclear=failure.is_unclear)
    else:
        commands.note_outcome(claim=claim)

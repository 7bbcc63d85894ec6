"""Giving messages to the channels outside the platform."""

from __future__ import annotations

from dangjian.foundation.messaging.channels import ChannelFailed, channels
from dangjian.foundation.messaging.commands import record_deliveries
from dangjian.foundation.messaging.queries import due_deliveries
from dangjian.foundation.messaging.rules import digest
from dangjian.kernel import clock
from dangjian.kernel.jobs import JobContext, enqueue, job


@job("foundation.messaging.deliver")
def deliver(ctx: JobContext) -> None:
    """Send what is due: one text a person and channel, however many messages wait."""
    for (code, person_id), rows in due_deliveries(moment=clock.now()).items():
        channel = channels().get(code)
        if channel is None:
            continue
        unread = [(row.message.title, row.message.text) for row in rows if row.message.read_at is None]
        problem = None
        if unread:  # what was read in the platform meanwhile goes nowhere else
            title, text = digest(unread)
            try:
                channel.deliver(person_id=person_id, title=title, text=text, reference=str(rows[0].pk))
            except ChannelFailed as failure:
                problem = str(failure) or "通道没有说明原因"
        again = record_deliveries(delivery_ids=[row.pk for row in rows], problem=problem)
        if again is not None:
            enqueue("foundation.messaging.deliver", {}, run_at=again)

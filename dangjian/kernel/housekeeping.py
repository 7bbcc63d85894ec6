"""What the kernel clears away each night: rows that only the machinery needed."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef

from dangjian.kernel.clock import now
from dangjian.kernel.http.idempotency import KEPT_FOR
from dangjian.kernel.jobs import SLOW, JobContext, periodic
from dangjian.kernel.models.audit import IdempotencyKey
from dangjian.kernel.models.jobs import Job, JobPeriod, JobState
from dangjian.kernel.models.outbox import HandlerReceipt, OutboxEvent, ReceiptState

DONE_JOBS_KEPT = timedelta(days=14)
EVENTS_KEPT = timedelta(days=90)
SLOTS_KEPT = timedelta(days=60)
_BATCH = 1000


@periodic("kernel.housekeeping.tidy", at="03:10", per_tenant=False, priority=SLOW)
def tidy(ctx: JobContext) -> None:
    """Delete finished jobs, delivered events and answered idempotency keys that are past their time.

    What failed stays until somebody has looked at it. Events are deleted in batches, so that nobody waits for long.
    """
    moment = now()
    Job.objects.filter(state=JobState.DONE, ended_at__lt=moment - DONE_JOBS_KEPT).delete()
    JobPeriod.objects.filter(taken_at__lt=moment - SLOTS_KEPT).delete()
    IdempotencyKey.objects.filter(created_at__lt=moment - KEPT_FOR).delete()
    unfinished = HandlerReceipt.objects.filter(event_id=OuterRef("id")).exclude(state=ReceiptState.DONE)
    old = OutboxEvent.objects.filter(~Exists(unfinished), recorded_at__lt=moment - EVENTS_KEPT).order_by("id")
    removed = 0
    while ids := list(old.values_list("id", flat=True)[:_BATCH]):
        HandlerReceipt.objects.filter(event_id__in=ids).delete()
        OutboxEvent.objects.filter(id__in=ids).delete()
        removed += len(ids)
        ctx.progress(removed, 0, "清理已投递的事件")

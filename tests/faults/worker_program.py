"""A worker with two jobs of its own for the fault tests: `python worker_program.py`."""

from __future__ import annotations

import os
import signal
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangjian.project.settings")
django.setup()

from django.db import transaction  # noqa: E402

from dangjian.kernel.clock import now  # noqa: E402
from dangjian.kernel.jobs import JobContext, job  # noqa: E402
from dangjian.kernel.jobs.worker import Worker  # noqa: E402
from dangjian.kernel.models.jobs import JobPeriod  # noqa: E402


@job("kernel.faults.write_many")
def write_many(ctx: JobContext, *, count: int, pause: float) -> None:
    """Write `count` rows in one transaction, slowly; twice the same rows would break their unique key."""
    with transaction.atomic():
        JobPeriod.objects.filter(name="faults").delete()
        for number in range(count):
            JobPeriod.objects.create(name="faults", slot=str(number), taken_at=now())
            ctx.progress(number + 1, count, "正在写入")
            time.sleep(pause)
        ctx.confirm_lease()


@job("kernel.faults.note_time")
def note_time(ctx: JobContext) -> None:
    """Leave the moment at which the job ran."""
    JobPeriod.objects.create(name="moment", slot=str(time.time()), taken_at=now())


if __name__ == "__main__":
    worker = Worker(grace_seconds=float(os.environ.get("GRACE", "10")))
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    print("ready", flush=True)
    worker.run()

"""Wakes the threads of a worker when something is due: one cheap question for all of them.

Claiming and delivering build their queries anew each time, which is fine for work that is there and too much ten
times a second for work that is not. The question below is a constant text answered from two indexes.
"""

from __future__ import annotations

import threading

from django.db import connection

from dangjian.kernel.clock import now
from dangjian.kernel.models.jobs import JobState
from dangjian.kernel.models.outbox import ReceiptState

_QUESTION = (
    "SELECT EXISTS(SELECT 1 FROM kernel_job WHERE state = %s AND run_at <= %s),"
    " EXISTS(SELECT 1 FROM kernel_handler_receipt WHERE state = %s AND next_at <= %s)"
)
LONGEST_SLEEP_SECONDS = 2.0
"""A thread looks for itself after this time even if nobody rang: a bell that is late must not be the end of work."""


def due() -> tuple[bool, bool]:
    """Whether a job and whether an event waits to be worked on now (by anybody: names are not asked)."""
    moment = connection.ops.adapt_datetimefield_value(now())
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION, [JobState.WAITING.value, moment, ReceiptState.PENDING.value, moment])
        jobs, events = cursor.fetchone()
    return bool(jobs), bool(events)


class Bell:
    """One for each thread that waits."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        """Wake the thread; heard even when it is only about to wait."""
        self._rung.set()

    def is_rung(self) -> bool:
        """Whether the next wait returns at once."""
        return self._rung.is_set()

    def wait(self) -> bool:
        """Return when rung (True), at the latest after LONGEST_SLEEP_SECONDS."""
        rung = self._rung.wait(LONGEST_SLEEP_SECONDS)
        self._rung.clear()
        return rung

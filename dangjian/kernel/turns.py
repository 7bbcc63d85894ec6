"""Waiting for one's turn to write where only one can (SEC-REL-06).

SQLite lets one writer in at a time and makes the next one sleep and try again, at first after a thousandth of a second,
then after longer and longer. Threads of one process wait for each other here instead and go on at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

LONGEST_WAIT = 10.0
"""Seconds until a writer gives up, as the data base itself would (the wait for another process comes after this)."""
_turn = threading.Lock()


@contextmanager
def writing_transaction() -> Iterator[None]:
    """A transaction (or savepoint) that writes; threads of this process take turns where the data base needs it.

    Raises OperationalError when the turn does not come in time.
    """
    if connection.in_atomic_block or connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    if not _turn.acquire(timeout=LONGEST_WAIT):
        raise OperationalError("database is locked: another thread has been writing for too long")
    try:
        with transaction.atomic():
            yield
    finally:
        _turn.release()

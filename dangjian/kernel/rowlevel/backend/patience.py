"""No wait for the data base is without end, whatever became of it (SEC-REL-03).

The server ends a long statement itself. A server that is frozen, or a network that swallows answers while it goes on
acknowledging packets, ends nothing: then one thread of ours takes the connection away, the statement fails as on a lost
server, and for a moment nobody else waits for one (a breaker): one connection is tried at a time, others fail at once.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.utils import OperationalError

GRACE = 1.0
"""Seconds that the server has to say that a statement took too long, before we stop listening."""
LOOK = 0.25
PAUSE = 2.0
"""Seconds for which nobody tries to connect after the server gave no answer."""
SLOW = 2.0
"""Seconds after which a connection that was not made counts as no answer; a refusal comes at once."""

_lock = threading.Lock()
_waiting: dict[int, tuple[float, Any]] = {}
_next = 0
_looks: threading.Thread | None = None
_wake = threading.Event()
_shut_until = 0.0
_tries: int | None = None


@contextlib.contextmanager
def patiently(connection: Any, times: float = 1.0) -> Iterator[None]:
    """Wait for an answer on a connection of psycopg, `times` as long as a statement may take, and no longer."""
    limit = settings.STATEMENT_SECONDS
    if not limit or connection is None:
        yield
        return
    ticket = _begin(connection, time.monotonic() + limit * times + GRACE)
    try:
        yield
    finally:
        with _lock:
            _waiting.pop(ticket, None)


def _begin(connection: Any, ends: float) -> int:
    global _next, _looks
    with _lock:
        _next += 1
        ticket = _next
        _waiting[ticket] = (ends, connection)
        if _looks is None or not _looks.is_alive():  # also in a process that was forked
            _looks = threading.Thread(target=_look, name="patience", daemon=True)
            _looks.start()
    _wake.set()
    return ticket


def _look() -> None:
    while True:
        if not _waiting:
            _wake.clear()
            if not _waiting:
                _wake.wait()
        time.sleep(LOOK)
        with _lock:
            now = time.monotonic()
            late = [ticket for ticket, (ends, _) in _waiting.items() if ends < now]
            for ticket in late:
                _take_away(_waiting.pop(ticket)[1])
        if late:
            no_answer()


def _take_away(connection: Any) -> None:
    """End the conversation: who waits on it finds it closed."""
    with contextlib.suppress(OSError):
        own = socket.socket(fileno=os.dup(connection.fileno()))
        try:
            own.shutdown(socket.SHUT_RDWR)
        finally:
            own.close()


def no_answer() -> None:
    """The server gave no answer: nobody tries for a moment."""
    global _shut_until
    _shut_until = time.monotonic() + PAUSE


@contextlib.contextmanager
def connecting() -> Iterator[None]:
    """Make a connection. Raises OperationalError at once while the server gives no answer and another one tries."""
    global _shut_until, _tries
    me = threading.get_ident()
    with _lock:
        is_shut = _shut_until > 0
        if is_shut and (time.monotonic() < _shut_until or _tries not in {None, me}):
            raise OperationalError("the data base gave no answer a moment ago")
        if is_shut:
            _tries = me
    began = time.monotonic()
    try:
        yield
    except BaseException:
        if time.monotonic() - began > SLOW:
            no_answer()
        raise
    else:
        _shut_until = 0.0
    finally:
        if is_shut:
            _tries = None

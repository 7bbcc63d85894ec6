"""The queue before the password hash: it stands outside, so that nobody else waits behind it (SEC-AUTH-03).

A web process has few threads. If each of them waited for a turn to hash, a crowd that logs in would keep everybody else
from being answered. So at least one thread stays free of log-ins; who finds no place is asked to come again in a
moment, which the pages do by themselves, and which counts as no attempt.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings

from dangjian.kernel.errors import Unavailable

LONGEST_WAIT_SECONDS = 3
_mine = threading.local()


@contextmanager
def place_in_queue() -> Iterator[None]:
    """One of the places for log-ins of this process; inside one already held, the same. Also a decorator of flows.

    Raises Unavailable, with the seconds after which to come again, when all are taken. Enter it before an attempt is
    counted. Outside `manage.py serve` there are as many places as callers.
    """
    if settings.WEB_THREADS == 0 or getattr(_mine, "held", False):
        yield
        return
    places = _places()
    if not places.acquire(blocking=False):
        raise Unavailable(
            "identity.login_queue_full",
            "正在登录的人较多，请稍等片刻再试。",
            extra={"retry_after": 1 + secrets.randbelow(LONGEST_WAIT_SECONDS)},
        )
    _mine.held = True
    try:
        yield
    finally:
        _mine.held = False
        places.release()


@cache
def _places() -> threading.Semaphore:
    return threading.Semaphore(max(1, settings.WEB_THREADS - 1))

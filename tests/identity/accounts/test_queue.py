"""A crowd that logs in leaves threads for everybody else (SEC-AUTH-03)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dangjian.identity.accounts import queue
from dangjian.identity.accounts.models import LoginCounter
from dangjian.identity.accounts.queue import place_in_queue
from dangjian.kernel.errors import Unavailable
from tests.identity.accounts.conftest import Browser
from tests.world import World


@pytest.fixture(autouse=True)
def two_threads(settings: Any) -> Iterator[None]:
    settings.WEB_THREADS = 2
    queue._places.cache_clear()
    yield
    queue._places.cache_clear()


@contextmanager
def _somebody_else_logs_in() -> Iterator[None]:
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with place_in_queue():
            inside.set()
            leave.wait(30)

    thread = threading.Thread(target=stay)
    thread.start()
    assert inside.wait(30)
    try:
        yield
    finally:
        leave.set()
        thread.join()


def test_sec_auth_03_one_thread_stays_free_of_log_ins() -> None:
    with _somebody_else_logs_in(), pytest.raises(Unavailable) as caught, place_in_queue():
        pass
    assert caught.value.code == "identity.login_queue_full"
    assert 1 <= caught.value.extra["retry_after"] <= 3
    with place_in_queue(), place_in_queue():
        pass
    with place_in_queue():
        pass


def test_sec_auth_03_without_a_server_there_is_no_queue(settings: Any) -> None:
    settings.WEB_THREADS = 0
    with _somebody_else_logs_in(), place_in_queue():
        pass


def test_sec_auth_04_waiting_outside_is_no_attempt(world: World, browser: Browser) -> None:
    with _somebody_else_logs_in():
        for _ in range(8):
            refused = browser.sign_in("linjiang-secretary")
            assert (refused.status_code, refused.json()["code"]) == (503, "identity.login_queue_full")
            assert 1 <= int(refused["Retry-After"]) <= 3
    assert LoginCounter.objects.count() == 0
    assert browser.sign_in("linjiang-secretary").status_code == 201

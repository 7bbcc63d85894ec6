"""A data base that takes packets and answers nothing (SEC-REL-03): requests end with 503, and soon go on as before.

A relay stands between the served platform and the data base. Frozen, it accepts and acknowledges as a server does whose
process is stopped, and passes nothing on.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.db.utils import OperationalError

from dangjian.kernel.rowlevel.backend import patience
from tests.serving import Installation, installation

NAME = f"no_answer_{os.getpid()}"
ASKS = "/api/v1/identity/demo-people"


class Relay:
    """Passes bytes on between a socket of its own and the server's, unless it is frozen."""

    def __init__(self, folder: Path, server: str) -> None:
        self.server = server
        self.frozen = threading.Event()
        self._ends = False
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen(64)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ends = True
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        others: dict[socket.socket, socket.socket] = {}
        while not self._ends:
            if self.frozen.is_set():
                time.sleep(0.05)
                continue
            for ready in select.select([self._listener, *others], [], [], 0.05)[0]:
                if ready is self._listener:
                    near, far = self._listener.accept()[0], socket.socket(socket.AF_UNIX)
                    far.connect(self.server)
                    others |= {near: far, far: near}
                elif ready in others:
                    self._pass_on(ready, others)
        for one in others:
            one.close()

    def _pass_on(self, ready: socket.socket, others: dict[socket.socket, socket.socket]) -> None:
        with contextlib.suppress(OSError):
            if content := ready.recv(65536):
                others[ready].sendall(content)
                return
        for one in (ready, others[ready]):
            others.pop(one, None)
            one.close()


@pytest.fixture
def house(db: None, tmp_path: Path) -> Iterator[tuple[Installation, Relay]]:
    host, port = str(connection.settings_dict["HOST"]), str(connection.settings_dict["PORT"] or "5432")
    with psycopg.connect(f"postgresql://postgres@/postgres?host={host}&port={port}", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {NAME}")
        relay = Relay(tmp_path, f"{host}/.s.PGSQL.{port}")
        address = f"postgresql://postgres@/{NAME}?host={tmp_path}"
        try:
            with installation(DANGJIAN_DEMO="1", DANGJIAN_DB=address, DANGJIAN_STATEMENT_SECONDS="2") as fresh:
                fresh.migrate()
                fresh.start()
                yield fresh, relay
        finally:
            relay.frozen.clear()
            relay.close()
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _ask(house: Installation) -> tuple[int, float]:
    began = time.monotonic()
    with house.client() as client:
        status = client.get(ASKS).status_code
    return status, time.monotonic() - began


@pytest.mark.slow
@pytest.mark.timeout(300)  # an installation with a data base of its own
def test_sec_rel_03_every_request_ends_with_503_and_all_goes_on_afterwards(house: tuple[Installation, Relay]) -> None:
    platform, relay = house
    assert [_ask(platform)[0] for _ in range(4)] == [200] * 4

    relay.frozen.set()
    with ThreadPoolExecutor(12) as crowd:
        found = list(crowd.map(lambda _: _ask(platform), range(24)))
    assert {status for status, _ in found} == {503}
    assert max(took for _, took in found) < 10
    later = [_ask(platform) for _ in range(6)]
    assert {status for status, _ in later} == {503}
    assert max(took for _, took in later) < 10

    relay.frozen.clear()
    began, good = time.monotonic(), 0
    while good < 8:  # each process finds out by itself that the server is back
        assert time.monotonic() - began < 10, "the platform did not come back"
        good = good + 1 if _ask(platform)[0] == 200 else 0
        time.sleep(0.05)


def test_sec_rel_03_one_tries_while_the_others_fail_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSE", 0.2)
    patience.no_answer()
    with pytest.raises(OperationalError, match="no answer"), patience.connecting():
        pass
    time.sleep(0.25)
    tries, goes_on = threading.Event(), threading.Event()

    def probe() -> None:
        with patience.connecting():
            tries.set()
            goes_on.wait(5)

    one = threading.Thread(target=probe)
    one.start()
    assert tries.wait(5)
    with pytest.raises(OperationalError, match="no answer"), patience.connecting():
        pass
    goes_on.set()
    one.join()
    with patience.connecting():
        pass


def test_sec_rel_03_a_wait_that_ends_in_time_is_left_alone() -> None:
    mine, other = socket.socketpair()
    with mine, other:
        with patience.patiently(mine):
            pass
        other.sendall(b"still there")
        assert mine.recv(20) == b"still there"
        with patience._lock:
            assert not any(held is mine for _, held in patience._waiting.values())

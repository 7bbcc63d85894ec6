"""A storm: people write without pause while processes are killed at random moments, and what must hold afterwards.

Two kinds of intents, chosen because one must never happen twice and the other must never get lost:

* `Keeper` makes agenda templates, each under an idempotency key that it repeats until it hears an answer;
* `Caller` changes the (encrypted) phone number of a person of its own, with the version it last read.

Meanwhile `turner.py` turns the data key of personal values again and again, and dies as often as the others.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.serving import Installation

TURNER = Path(__file__).with_name("turner.py")
BACK_WITHIN = 30.0
"""Seconds within which the platform must answer again after a kill (10 on a machine of its own)."""
_AGAIN = frozenset({409, 412, 429, 500, 502, 503})
"""Answers after which an intent is tried again with the same key; everything else is a wrong answer."""


@dataclass
class Line:
    """One client's connection: every request is repeated until somebody answers it."""

    house: Installation
    cookie: str
    token: str
    stop: threading.Event
    repeated: int = 0
    wrong: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, str] | None:
        """Status, content and ETag of one try; None when nobody answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=20)
        try:
            known = {"Cookie": self.cookie, "X-CSRF-Token": self.token, "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), {**known, **headers})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null"), answer.headers.get("ETag", "")
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def pause(self) -> None:
        """Wait a moment before trying again."""
        self.repeated += 1
        time.sleep(0.05)


class Keeper(threading.Thread):
    """Makes templates; `done` are those acknowledged, `begun` the last one that may or may not be there."""

    def __init__(self, line: Line, organisation: str, name: str) -> None:
        super().__init__(daemon=True)
        self.line, self.organisation, self.prefix = line, organisation, name
        self.done: list[str] = []
        self.begun = ""

    def run(self) -> None:
        number = 0
        while not self.line.stop.is_set():
            number += 1
            self.begun = f"{self.prefix}-{number}"
            body = {"organisation_id": self.organisation, "kind": "committee_session", "name": self.begun}
            key = str(uuid4())
            while not self.line.stop.is_set():
                answer = self.line.send("POST", "/api/v1/work/meeting-templates", body, **{"Idempotency-Key": key})
                if answer is not None and answer[0] < 300:
                    self.done.append(self.begun)
                    break
                if answer is not None and answer[0] not in _AGAIN:
                    self.line.wrong.append(f"{self.begun}: {answer[0]} {answer[1]}")
                    return
                self.line.pause()


class Caller(threading.Thread):
    """Changes the phone number of one person; `last` was acknowledged, `begun` may be there in its place."""

    def __init__(self, line: Line, person: str, serial: int) -> None:
        super().__init__(daemon=True)
        self.line, self.person, self.serial = line, person, serial
        self.last = self.begun = ""
        self.changes = 0

    def run(self) -> None:
        path = f"/api/v1/directory/members/{self.person}"
        while not self.line.stop.is_set():
            read = self.line.send("GET", path)
            if read is None or read[0] in _AGAIN:
                self.line.pause()
                continue
            number = f"13{self.serial:03d}{(self.changes + 1) % 1_000_000:06d}"
            self.begun = number
            told = self.line.send("PATCH", path, {"mobile_phone": number}, **{"If-Match": read[2]})
            if told is not None and told[0] < 300:
                self.last, self.changes = number, self.changes + 1
            elif told is None or told[0] in _AGAIN:
                self.changes += 1  # perhaps it happened: the next number is another one in any case
                self.line.pause()
            else:
                self.line.wrong.append(f"{number}: {told[0]} {told[1]}")
                return


class Turner:
    """The process that turns keys."""

    def __init__(self, house: Installation, tenant: str) -> None:
        self._house, self._tenant = house, tenant
        self._process: subprocess.Popen[bytes] | None = None
        self._turned = house.data / "turned"

    @property
    def has_turned(self) -> bool:
        """Whether it turned a key wholly, in any of its lives."""
        return self._turned.exists()

    def start(self) -> None:
        """Start it, again if it died."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, str(TURNER), self._tenant, str(self._turned)],
                env={**self._house.environment, "DJANGO_SETTINGS_MODULE": "dangjian.project.settings"},
                stdout=self._house.log,
                stderr=self._house.log,
            )

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def children_named(house: Installation, word: str) -> list[int]:
    """Processes of the house whose command line holds a word, without the supervisor itself."""
    found = []
    for pid in house.processes()[1:]:
        with contextlib.suppress(OSError):
            if word in Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace"):
                found.append(pid)
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs (one that has ended and was not waited for does not)."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def kill_process(house: Installation, word: str, chance: random.Random) -> bool:
    """kill -9 of one process of a kind; false when none runs."""
    found = children_named(house, word)
    if not found:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(chance.choice(found), signal.SIGKILL)
    return True


def kill_backend(house: Installation, chance: random.Random) -> bool:
    """kill -9 of one process of PostgreSQL that serves the house: the server drops everybody and recovers."""
    address = house.environment.get("DANGJIAN_DB", "")
    if not address:
        return False
    with contextlib.suppress(psycopg.Error), psycopg.connect(address, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
        if rows:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(rows)[0], signal.SIGKILL)
            return True
    return False


@contextlib.contextmanager
def running(threads: list[threading.Thread], stop: threading.Event) -> Iterator[None]:
    """The threads run inside the block and have ended after it."""
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def wait_until_answering(house: Installation) -> float:
    """Seconds until the platform answered. Raises AssertionError beyond `BACK_WITHIN`."""
    began = time.monotonic()
    while time.monotonic() - began < BACK_WITHIN:
        if house._answers():
            return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError(f"no answer within {BACK_WITHIN:.0f} s after a kill")

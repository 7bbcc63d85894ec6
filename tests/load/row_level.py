"""What row-level security costs: the same requests with and without it, in one process, as a ratio.

    scripts/postgres.py python -m pytest -q -s tests/load/row_level.py

Turns of both kinds alternate, so that a busy machine slows both alike; medians of the processor time of this process
are compared, and the time that the server takes for the settings is measured alone, as the least of many. "Without" is
Django's own engine under the owner of the tables: no policy, no settings, no notes of the compilers.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from dangjian.kernel import clock
from dangjian.kernel.rowlevel.backend import base
from dangjian.work.life.models import Attendance
from tests.roles import as_owner
from tests.work.life import held
from tests.work.life.test_check_in import code_at
from tests.world import World, add_people, building

PEOPLE = 350
ROUNDS, REQUESTS = 60, 10


@contextmanager
def _without() -> Iterator[None]:
    """Django's own engine, no policy."""
    with (
        as_owner(),
        patch.object(connection.ops, "compiler_module", "django.db.backends.postgresql.compiler"),
        patch.object(connection.ops, "_cache", None),
        patch.object(connection, "make_cursor", lambda cursor: CursorWrapper(cursor, connection)),
    ):
        yield


def _milliseconds(request: Callable[[], Any], before: Callable[[], Any]) -> float:
    """Of one request in the middle of a turn; what comes before each is not measured."""
    spent = 0.0
    for turn in range(REQUESTS + 1):
        before()
        began = time.process_time()
        request()
        spent += time.process_time() - began if turn else 0.0
    return spent * 1000 / REQUESTS


def _compare(name: str, request: Callable[[], Any], before: Callable[[], Any] = lambda: None) -> None:
    with_it, without = [], []
    for _ in range(ROUNDS):
        with_it.append(_milliseconds(request, before))
        with _without():
            without.append(_milliseconds(request, before))
    ratio = statistics.median(with_it) / statistics.median(without)
    before()
    heads: list[int] = []
    made = base._settings

    def counted(changed: dict[str, str]) -> str:
        heads.append(len(changed))
        return made(changed)

    with patch.object(base, "_settings", counted):
        request()
    print(
        f"{name}: {statistics.median(with_it):.2f} ms with, {statistics.median(without):.2f} ms without, "
        f"ratio {ratio:.3f}; told {len(heads)} times, {sum(heads)} settings",
        flush=True,
    )


def _server_time() -> None:
    """Least time of a statement alone, and with seven settings in front."""
    raw = connection.connection
    head = "SELECT " + ", ".join(f"set_config('dj.x{number}', 'abc', false)" for number in range(7))
    for name, text in (("a statement", "SELECT 1"), ("the same with seven settings in front", f"{head};SELECT 1")):
        least = 1.0
        for _ in range(3_000):
            began = time.perf_counter()
            raw.execute(text)
            least = min(least, time.perf_counter() - began)
        print(f"{name}: {least * 1_000_000:.0f} µs", flush=True)


@pytest.mark.timeout(0)
def test_what_row_level_security_costs(world: World) -> None:
    add_people(world.here, "second", PEOPLE)
    meeting = held.planned(world)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    office, chief, member = world.client("office"), world.client("chief"), world.client("member")

    def listed(client: Any, **query: Any) -> None:
        answer = client.fetch("/api/v1/directory/members", **query)
        assert answer.status_code == 200
        assert len(answer.json()["items"]) == 50

    def absent() -> None:
        with building(world.here.tenant.pk):
            Attendance.objects.filter(meeting_id=meeting.pk).update(state="due")

    def signed_in() -> None:
        body = {"code": code_at(world, meeting.pk, clock.now())}
        answer = member.call("POST", f"/api/v1/work/meetings/{meeting.pk}/check-in", body)
        assert answer.status_code == 200, answer.content

    def counted() -> None:
        answer = chief.fetch("/api/v1/directory/member-counts", rows="age", columns="education")
        assert answer.status_code == 200, answer.content

    _server_time()
    _compare("list of members, one subtree", lambda: listed(office, limit=50))
    _compare("list of members, whole tenant", lambda: listed(chief, limit=50))
    _compare("member counts, whole tenant", counted)
    _compare("check-in", signed_in, absent)

"""The weekly look whether the embedded data base is whole (SEC-REL-06)."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.database import integrity_problems
from dangjian.kernel.models import AuditEntry
from dangjian.ops.audit.commands import note_integrity
from tests.world import World, building

pytestmark = pytest.mark.django_db(transaction=True)


def _tell(world: World, problems: list[str]) -> int:
    with acting_as(system_actor(world.tenant_id, reason="test")):
        return note_integrity(problems=problems)


def test_sec_rel_06_a_whole_data_base_is_noted_and_nobody_is_disturbed(world: World) -> None:
    assert integrity_problems() == []
    assert _tell(world, []) == 0
    with building(world.tenant_id):
        line = AuditEntry.objects.filter(intent="ops.audit.note_integrity").latest("id")
    assert "完好" in str(line.changes) + str(line.note)


def test_sec_rel_06_administrators_are_told_once_a_day_of_damage(world: World) -> None:
    problems = ["row 3 missing from index directory_person_name"]
    assert _tell(world, problems) > 0
    assert _tell(world, problems) == 0
    with building(world.tenant_id):
        message = Message.objects.filter(kind="audit_warning").latest("id")
    assert "directory_person_name" in message.text
    assert "备份" in message.text


def test_sec_rel_06_damage_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose index was torn out of step with its table."""
    if connection.vendor != "sqlite":
        assert integrity_problems() == []
        return
    damaged = sqlite3.connect(tmp_path / "damaged.sqlite3", isolation_level=None)
    damaged.executescript(
        "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT); CREATE INDEX a_name ON a (name);"
        "INSERT INTO a VALUES (1, 'x'), (2, 'y'); PRAGMA writable_schema=ON;"
        "DELETE FROM sqlite_master WHERE name='a_name'; PRAGMA writable_schema=OFF;"
    )
    damaged.close()
    damaged = sqlite3.connect(tmp_path / "damaged.sqlite3")
    monkeypatch.setattr(connection, "cursor", lambda: _Closing(damaged))
    assert len(integrity_problems()) > 0
    damaged.close()


class _Closing:
    """A cursor of the driver that can be used in `with`."""

    def __init__(self, held: sqlite3.Connection) -> None:
        self._held = held

    def __enter__(self) -> sqlite3.Cursor:
        return self._held.cursor()

    def __exit__(self, *ignored: object) -> None:
        return None

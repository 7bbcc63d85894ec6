"""Limits of sessions (SEC-SESS-02)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dangjian.identity.accounts.rules.sessions import (
    ADMINISTRATOR,
    DEMO,
    KIOSK,
    WEB,
    Limits,
    idle_end,
    limits_for,
    needs_touch,
)

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("surface", "administrator", "demo", "expected"),
    [
        ("console", False, False, WEB),
        ("phone", False, False, WEB),
        ("console", True, False, ADMINISTRATOR),
        ("kiosk", False, False, KIOSK),
        ("kiosk", True, False, KIOSK),
        ("console", True, True, DEMO),
    ],
)
def test_sec_sess_02_limits(surface: str, administrator: bool, demo: bool, expected: Limits) -> None:
    assert limits_for(surface=surface, administrator=administrator, demo=demo) is expected


def test_sec_sess_02_figures() -> None:
    assert Limits(timedelta(minutes=30), timedelta(hours=12), 3) == WEB
    assert Limits(timedelta(minutes=15), timedelta(hours=8), 1) == ADMINISTRATOR
    assert KIOSK.idle == timedelta(seconds=60)


def test_sec_sess_02_idle_end_never_passes_the_absolute_end() -> None:
    end = NOW + timedelta(minutes=10)

    assert idle_end(used_at=NOW, absolute_end_at=end, limits=WEB) == end
    assert idle_end(used_at=NOW, absolute_end_at=NOW + timedelta(hours=9), limits=WEB) == NOW + timedelta(minutes=30)


def test_sec_sess_02_use_is_written_once_a_minute_and_oftener_at_the_kiosk() -> None:
    assert not needs_touch(last_seen_at=NOW, now=NOW + timedelta(seconds=59), limits=WEB)
    assert needs_touch(last_seen_at=NOW, now=NOW + timedelta(seconds=60), limits=WEB)
    assert needs_touch(last_seen_at=NOW, now=NOW + timedelta(seconds=15), limits=KIOSK)

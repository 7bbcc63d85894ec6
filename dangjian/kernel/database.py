"""What the data base shows of itself, for the self-check report."""

from __future__ import annotations

from django.db import connection


def tables_with_forced_row_security() -> int | None:
    """On PostgreSQL how many tables have row-level security that also binds their owner; None elsewhere."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        return int(cursor.fetchone()[0])


def embedded_settings() -> dict[str, str | int] | None:
    """Settings of the embedded data base that decide what a crash may cost; None for others."""
    if connection.vendor != "sqlite":
        return None
    found: dict[str, str | int] = {}
    with connection.cursor() as cursor:
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")  # constants only
            found[name] = cursor.fetchone()[0]
    return found

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


def integrity_problems() -> list[str]:
    """What is wrong inside the embedded data base, at most twenty lines; nothing elsewhere (SEC-REL-06).

    Reads the whole file once; people go on reading and writing meanwhile.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        found = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        found += [f"{row[0]} 第 {row[1]} 行引用的 {row[2]} 不存在" for row in cursor.fetchmany(20)]
    return found[:20]

"""The data base itself refuses to change or delete what is sealed.

The triggers are made after every migration, and are not part of one: SQLite rebuilds a table when a column changes and
drops its triggers with it. Whoever owns the data base can drop a trigger; the seal shows what was done then.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLES = ("kernel_audit_entry", "kernel_audit_block", "kernel_audit_checkpoint")
REFUSED = "append-only: the audit trail is never changed or deleted"
_EVENTS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'insufficient_privilege'; END $$
"""  # constants only


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event}"


def _present(cursor: Any, vendor: str) -> set[str]:
    source = "sqlite_master WHERE type = 'trigger'" if vendor == "sqlite" else "pg_trigger WHERE NOT tgisinternal"
    column = "name" if vendor == "sqlite" else "tgname"
    cursor.execute(f"SELECT {column} FROM {source}")  # noqa: S608 - constants
    return {name for (name,) in cursor.fetchall()}


def install(using: str = "default", **kwargs: Any) -> None:
    """Make the triggers that are missing (receiver of `post_migrate`)."""
    connection = connections[using]
    vendor = connection.vendor
    if vendor not in _EVENTS:
        return
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        present = _present(cursor, vendor)
        wanted = [(table, event) for table in TABLES if table in tables for event in _EVENTS[vendor]]
        missing = [pair for pair in wanted if _name(*pair) not in present]
        if missing and vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table, event in missing:
            head = f"CREATE TRIGGER {_name(table, event)} BEFORE {event.upper()} ON {table}"
            if vendor == "sqlite":
                cursor.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
            else:
                cursor.execute(f"{head} FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change()")


def remove(using: str = "default") -> None:
    """Drop the triggers: for tests, which empty their data base and play the insider."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = _present(cursor, connection.vendor)
        for table in TABLES:
            for event in _EVENTS[connection.vendor]:
                if _name(table, event) in present:
                    on = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER {_name(table, event)}{on}")


def missing() -> list[str]:
    """Triggers that should be there and are not."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        present = _present(cursor, connection.vendor)
    wanted = [_name(table, event) for table in TABLES for event in _EVENTS.get(connection.vendor, ())]
    return [name for name in wanted if name not in present]

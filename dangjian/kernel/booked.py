"""The data base itself refuses to rewrite or delete what was booked: nothing is edited, only reversed (SEC-DATA-04).

An app declares its table, the columns that may change (the place of a row follows its organisation) and, where there is
one, the column that closes a row: once it is set, only the place may change. The triggers are dropped before every
migration and made after it: SQLite drops them itself when it rebuilds a table, and a column that a trigger names could
not be dropped. Whoever owns the data base can drop a trigger; `missing()` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

REFUSED = "booked once: this row is never rewritten or deleted, only reversed"
PLACE = frozenset({"org_path"})
_EVENTS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION kernel_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'insufficient_privilege'; END $$
"""  # constants only


@dataclass(frozen=True)
class Booked:
    """A table by its model (`app.Model`), the columns that may change, and the column that closes a row."""

    model: str
    may_change: frozenset[str] = frozenset()
    closed_by: str = ""

    @property
    def table(self) -> str:
        """Name of the table."""
        return str(apps.get_model(self.model)._meta.db_table)

    def trigger(self, event: str) -> str:
        """Name of the trigger before an event."""
        return f"{self.table}_booked_{event}"

    def rewritten(self, differ: str) -> str:
        """Whether an update changes what may not change; `differ` is the data base's word for it, NULL or not."""
        columns = [str(field.column) for field in apps.get_model(self.model)._meta.concrete_fields]
        fixed = [name for name in columns if name not in self.may_change | PLACE]
        changed = " OR ".join(f'OLD."{name}" {differ} NEW."{name}"' for name in fixed)
        if not self.closed_by:
            return changed
        rest = " OR ".join(f'OLD."{name}" {differ} NEW."{name}"' for name in columns if name not in PLACE)
        return f'{changed} OR (OLD."{self.closed_by}" IS NOT NULL AND ({rest}))'


_declared: list[Booked] = []


def keep_booked(app: Any, *tables: Booked) -> None:
    """Have the data base guard these tables of an app, from each migration to the next."""
    for booked in tables:
        if booked not in _declared:
            _declared.append(booked)

    def before(using: str = "default", **kwargs: Any) -> None:
        remove(using, *tables)

    def after(using: str = "default", **kwargs: Any) -> None:
        install(using, *tables)

    pre_migrate.connect(before, sender=app, dispatch_uid=f"booked.{app.label}.before", weak=False)
    post_migrate.connect(after, sender=app, dispatch_uid=f"booked.{app.label}.after", weak=False)


def install(using: str = "default", *tables: Booked) -> None:
    """Make the triggers anew, of all declared tables unless some are named."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if connection.vendor not in _EVENTS:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for booked in tables or _declared:
            if booked.table in present:
                _install(cursor, connection.vendor, booked)


def _install(cursor: Any, vendor: str, booked: Booked) -> None:
    _drop(cursor, vendor, booked)
    for event in _EVENTS[vendor]:
        head = f'CREATE TRIGGER {booked.trigger(event)} BEFORE {event.upper()} ON "{booked.table}"'
        if vendor == "sqlite":
            when = f"WHEN {booked.rewritten('IS NOT')} " if event == "update" else ""
            cursor.execute(f"{head} {when}BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
            continue
        each = (
            f"FOR EACH ROW WHEN ({booked.rewritten('IS DISTINCT FROM')})" if event == "update" else "FOR EACH STATEMENT"
        )
        cursor.execute(f"{head} {each} EXECUTE FUNCTION kernel_refuse_rewriting()")


def remove(using: str = "default", *tables: Booked) -> None:
    """Drop the triggers: before a migration, and for tests, which empty their data base and play the insider."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for booked in tables or _declared:
            if booked.table in present:
                _drop(cursor, connection.vendor, booked)


def _drop(cursor: Any, vendor: str, booked: Booked) -> None:
    for event in _EVENTS.get(vendor, ()):
        on = f' ON "{booked.table}"' if vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER IF EXISTS {booked.trigger(event)}{on}")


def missing(using: str = "default") -> list[str]:
    """Triggers that should be there and are not."""
    connection = connections[using]
    source, column = ("sqlite_master WHERE type = 'trigger'", "name")
    if connection.vendor == "postgresql":
        source, column = "pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'", "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {source}")  # noqa: S608 - both are constants of this function
        present = {name for (name,) in cursor.fetchall()}
    wanted = [booked.trigger(event) for booked in _declared for event in _EVENTS.get(connection.vendor, ())]
    return [name for name in wanted if name not in present]

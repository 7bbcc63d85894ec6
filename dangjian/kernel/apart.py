"""The data base itself refuses that one person holds roles that must be apart (SEC-AC-07).

Two rows of a table of grants collide when both are open, their periods meet, they are of the same person or account,
and their roles do not go together. No clock is asked. The triggers are made after every migration, since SQLite drops
them when it rebuilds a table. On PostgreSQL the holder is locked first, so that two transactions cannot each miss the
other's row, and the function runs as the owner of the tables and says so to the policies while it looks, so that
row-level security hides no row from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from dangjian.kernel.rowlevel.statements import MIGRATION

REFUSED = "administrators are apart: this person holds a role that does not go with it"
EVENTS = ("insert", "update")
_FAR = "'9999-12-31'"


@dataclass(frozen=True)
class Apart:
    """A table of grants (columns role, person_id, account_id, tenant_id, valid_from, valid_to, revoked_at), the table
    of accounts (columns id, person_id), the roles that go with no other, and those that go with all."""

    table: str
    accounts: str
    roles: frozenset[str]
    free: frozenset[str]

    def trigger(self, event: str) -> str:
        """Name of the trigger before an event."""
        return f"{self.table}_apart_{event}"

    @property
    def is_open(self) -> str:
        """Whether the new row counts at all."""
        return f"NEW.revoked_at IS NULL AND NEW.role NOT IN ({_listed(self.free)})"

    def collides(self, far: str) -> str:
        """Whether there is a row that the new one does not go with."""
        return f"""EXISTS (
    SELECT 1 FROM {self.table} other
    WHERE other.id <> NEW.id AND other.tenant_id = NEW.tenant_id AND other.revoked_at IS NULL
      AND other.role <> NEW.role AND other.role NOT IN ({_listed(self.free)})
      AND (other.role IN ({_listed(self.roles)}) OR NEW.role IN ({_listed(self.roles)}))
      AND other.valid_from <= COALESCE(NEW.valid_to, {far}) AND NEW.valid_from <= COALESCE(other.valid_to, {far})
      AND (other.person_id = NEW.person_id OR other.account_id = NEW.account_id
           OR other.person_id = (SELECT a.person_id FROM {self.accounts} a WHERE a.id = NEW.account_id)
           OR other.account_id IN (SELECT a.id FROM {self.accounts} a WHERE a.person_id = NEW.person_id)))"""  # noqa: S608 - names from the code

    @property
    def function(self) -> str:
        """The function of the triggers on PostgreSQL."""
        return f"""
CREATE OR REPLACE FUNCTION {self.table}_apart() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS
$$ DECLARE
  told text := COALESCE(current_setting('{MIGRATION}', true), '');
  collides boolean;
BEGIN
  IF {self.is_open} THEN
    PERFORM set_config('{MIGRATION}', 'on', true);
    PERFORM pg_advisory_xact_lock(hashtextextended(COALESCE(NEW.person_id,
      (SELECT a.person_id FROM {self.accounts} a WHERE a.id = NEW.account_id), NEW.account_id)::text, 7));
    collides := {self.collides("DATE " + _FAR)};
    PERFORM set_config('{MIGRATION}', told, true);
    IF collides THEN
      RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$"""  # noqa: S608 - names from the code


def _listed(roles: frozenset[str]) -> str:
    return ", ".join(f"'{role}'" for role in sorted(roles))


def install(apart: Apart, using: str = "default") -> None:
    """Make the triggers anew (after a migration)."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {apart.table, apart.accounts} <= tables or connection.vendor not in {"sqlite", "postgresql"}:
        return
    on_server = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_server:
            cursor.execute(apart.function)
        for event in EVENTS:
            name = apart.trigger(event)
            head = f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {apart.table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {apart.table}" if on_server else ""))
            if on_server:
                cursor.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION {apart.table}_apart()")
            else:
                condition = f"{apart.is_open} AND {apart.collides(_FAR)}"
                cursor.execute(f"{head} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")


def remove(apart: Apart, using: str = "default") -> None:
    """Drop the triggers: before a migration, since SQLite rebuilds no table that a trigger of another names."""
    connection = connections[using]
    if apart.table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for event in EVENTS:
            on = f" ON {apart.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {apart.trigger(event)}{on}")


def keep_apart(apart: Apart, app: Any) -> None:
    """Have the triggers dropped before migrations and made after them."""

    def before(using: str = "default", **kwargs: Any) -> None:
        remove(apart, using)

    def after(using: str = "default", **kwargs: Any) -> None:
        install(apart, using)

    pre_migrate.connect(before, sender=app, dispatch_uid=f"apart.{apart.table}.before", weak=False)
    post_migrate.connect(after, sender=app, dispatch_uid=f"apart.{apart.table}.after", weak=False)

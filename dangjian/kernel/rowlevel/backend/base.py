"""The connection: knows what it told the data base last, and tells what changed together with the next statement.

Statements that may wait (dangjian/kernel/waiting.py) travel in front of the next one in the same way.

No statement is added: the settings travel in front of the statement in the same message. They hold for the session, so
statements of one reach that follow each other carry nothing. After a rollback the data base has taken them back;
then everything is told again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.backends.utils import CursorWrapper
from psycopg.adapt import Transformer

from dangjian.kernel.rowlevel import reach
from dangjian.kernel.rowlevel.backend.patience import connecting, patiently
from dangjian.kernel.rowlevel.tables import guarded
from dangjian.kernel.waiting import Wait, asked

_WORD = re.compile(r"\A\s*(select|insert|update|delete|with|explain)\b", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9_.^$|(){!-]*\Z")
_ROLE = "role"
MANY = 20.0
"""How many times as long a call with many rows may take as one statement."""
_HEAD = "SELECT set_config("
"""How the settings in front of a statement begin."""
_LOOK = """
SELECT row_security_active(oid), COALESCE(pg_has_role(current_user, to_regrole(%s)::oid, 'MEMBER'), false)
FROM pg_class WHERE oid = to_regclass('kernel_setting')
"""


class DatabaseOperations(PostgresOperations):
    """Compiles with the compilers beside."""

    compiler_module = "dangjian.kernel.rowlevel.backend.compiler"

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        if (own := getattr(cursor, "own_text", None)) is not None:
            return own
        text = super().last_executed_query(cursor, sql, params)
        return text.partition(";")[2] if text and text.startswith(_HEAD) else text


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A statement that was not sent yet, with its values in their places."""

    text: str
    has_head: bool
    how: Wait

    def settle(self, cursor: Any) -> None:
        """Deal with its answer, which the cursor stands on, and go on to the next one."""
        if self.has_head:
            cursor.nextset()
        if self.how.take is not None:
            self.how.take(cursor.fetchall())
        elif self.how.one_row and cursor.rowcount != 1:
            raise DatabaseError("the row that was to be saved is not there any more")
        cursor.nextset()


class _Telling:
    """Tells innermost: wrappers and logs see the statement as it was written."""

    db: DatabaseWrapper
    cursor: Any

    def _execute(self, sql: Any, params: Any, *ignored: Any) -> Any:
        how = asked()
        if how is not None and self.db.in_atomic_block and isinstance(sql, str):
            self.cursor.own_text = self.db.let_wait(how, sql, params)
            return None
        with patiently(self.db.connection):
            return self._tell(sql, params, *ignored)

    def _tell(self, sql: Any, params: Any, *ignored: Any) -> Any:
        changed = self.db.told_with(sql)
        if not changed and not self.db.waiting:
            return super()._execute(sql, params, *ignored)  # type: ignore[misc]  # of the cursor beside
        head = _settings(changed) if changed else ""
        try:
            if getattr(self.cursor, "name", None):  # a cursor of the server takes one statement
                self.db.send_waiting()
                if head:
                    self._before(head)
                result = super()._execute(sql, params, *ignored)  # type: ignore[misc]
            elif self.db.waiting:
                self.cursor.own_text = own = self._text(sql, params)
                texts, settle = self.db.take_waiting()
                result = super()._execute(";".join([*texts, head, own] if head else [*texts, own]), None, *ignored)  # type: ignore[misc]
                settle(self.cursor)
                if head:
                    self.cursor.nextset()
            else:
                result = super()._execute(f"{head};{sql}", params, *ignored)  # type: ignore[misc]
                self.cursor.nextset()
        except BaseException:
            self.db.told.clear()
            raise
        self.db.told.update(changed)
        return result

    def _text(self, sql: str, params: Any) -> str:
        """The statement with its values in their places, as the driver would write it."""
        return sql if params is None else str(self.cursor.mogrify(sql, params))

    def _executemany(self, sql: Any, param_list: Any, *ignored: Any) -> Any:
        with patiently(self.db.connection, MANY):
            return self._tell_many(sql, param_list, *ignored)

    def _tell_many(self, sql: Any, param_list: Any, *ignored: Any) -> Any:
        self.db.send_waiting()
        changed = self.db.told_with(sql)
        if changed:
            # Told for the session: what follows finds it, and a failure of what follows takes nothing else back.
            self._before(_settings(changed))
            self.db.told.update(changed)
        return super()._executemany(sql, param_list, *ignored)  # type: ignore[misc]

    def _before(self, head: str) -> None:
        with self.db.wrap_database_errors, self.db.connection.cursor() as own:
            own.execute(head)


class Cursor(_Telling, CursorWrapper):
    """The cursor of a connection."""


class DebugCursor(_Telling, base.CursorDebugWrapper):
    """The cursor of a connection whose statements are logged."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose statements are held to their reach, where the data base has the policies."""

    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told: dict[str, str] = {}
        self.waiting: list[_Waiting] = []
        """Statements of the open transaction that travel with the next one."""
        self._held: bool | None = None
        self._across = f"{settings.DATABASE_ROLE_PREFIX}_across"

    def connect(self) -> None:
        self.forget_reach()
        with connecting():
            super().connect()

    def let_wait(self, how: Wait, sql: str, params: Any) -> str:
        """Put a statement together that travels with the next one; how it reads with its values."""
        self.validate_no_broken_transaction()
        changed = self.told_with(sql)
        text = _with_values(sql, params or (), self.connection)
        self.waiting.append(_Waiting(f"{_settings(changed)};{text}" if changed else text, bool(changed), how))
        self.told.update(changed)
        return text

    def take_waiting(self) -> tuple[list[str], Callable[[Any], None]]:
        """The texts of the statements that wait, which wait no longer, and what deals with their answers."""
        taken, self.waiting = self.waiting, []

        def settle(cursor: Any) -> None:
            for one in taken:
                one.settle(cursor)

        return [one.text for one in taken], settle

    def send_waiting(self, after: str = "") -> None:
        """Send the statements that wait, with one more after them. Raises what they would have raised."""
        if not self.waiting:
            return
        texts, settle = self.take_waiting()
        try:
            with patiently(self.connection), self.wrap_database_errors, self.connection.cursor() as own:
                own.execute(";".join([*texts, after] if after else texts))
                settle(own)
        except BaseException:
            self.told.clear()
            raise

    def _commit(self) -> None:
        # What matched is looked at before anything is committed; where nothing is to be looked at, both go together.
        self.send_waiting("" if any(one.how.one_row for one in self.waiting) else "COMMIT")
        with patiently(self.connection):
            super()._commit()  # type: ignore[misc]  # Django's, unknown to its stubs

    def forget_reach(self) -> None:
        """Look again whether the data base holds statements to their reach."""
        self.told = {}
        self.waiting = []
        self._held = None

    def _rollback(self) -> None:
        self.forget_reach()
        with patiently(self.connection):
            super()._rollback()  # type: ignore[misc]  # Django's, unknown to its stubs

    def _savepoint_rollback(self, sid: str) -> None:
        self.told = {}
        self.waiting = []  # what was before the savepoint was sent with it
        super()._savepoint_rollback(sid)  # type: ignore[misc]

    def make_cursor(self, cursor: Any) -> Cursor:
        return Cursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> DebugCursor:
        return DebugCursor(cursor, self)

    def told_with(self, sql: Any) -> dict[str, str]:
        """The settings that have to be told before this statement."""
        if self._held is None:
            self._look()
        return self._changes(sql) if self._held and isinstance(sql, str) else {}

    def _look(self) -> None:
        """Whether policies hold for this role. A role that may not reach across tenants runs none of our code."""
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(_LOOK, [self._across])
            found = cursor.fetchone()
        self._held = all(found) if found else None

    def _changes(self, sql: str) -> dict[str, str]:
        """The settings that differ from those told before."""
        reaches = reach.noted()
        if reaches is None:
            if not _WORD.match(sql):
                return {}
            reaches = _of_text(sql)
        wanted = reach.settings_for(reaches)
        if wanted is None:
            wanted = {_ROLE: self._across}
        else:
            wanted[_ROLE] = "none"
        told = self.told
        return {name: value for name, value in wanted.items() if told.get(name) != value}


@lru_cache(500)
def _pieces(sql: str) -> tuple[str, ...]:
    """What stands between the values of a statement. The driver keeps this only for fifty values and fewer."""
    return tuple(piece.replace("%%", "%") for piece in sql.split("%s"))


def _with_values(sql: str, params: Any, connection: Any) -> str:
    """A statement with its values in their places, as the driver would write it.

    Plain values are written here, ten times as fast; whatever is not quite plain is left to the driver: text with a
    backslash, whose meaning hangs on a setting, and with a NUL, which it refuses.
    """
    driver = None
    pieces = _pieces(sql)
    parts = [pieces[0]]
    for value, piece in zip(params, pieces[1:], strict=True):
        kind = type(value)
        if value is None:
            parts.append("NULL")
        elif kind is str and "\\" not in value and "\0" not in value:
            parts.append("'" + value.replace("'", "''") + "'")
        elif kind is bool:
            parts.append("true" if value else "false")
        elif kind is UUID:
            parts.append(f"'{value}'::uuid")
        elif kind is int and value >= 0:
            parts.append(str(value))
        else:
            driver = driver or Transformer(connection)
            parts.append(driver.as_literal(value).decode())
        parts.append(piece)
    return "".join(parts)


def _settings(changed: dict[str, str]) -> str:
    for value in changed.values():
        if not _PLAIN.match(value):
            raise ValueError(f"not a value of a reach: {value!r}")
    calls = [f"set_config('{name}', '{value}', false)" for name, value in changed.items()]
    return "SELECT " + ", ".join(calls)


def _of_text(sql: str) -> reach.Reaches:
    """A statement that was written by hand reaches what is bound, for every guarded table that it names."""
    reaches: reach.Reaches = {}
    tables = guarded()
    for name in set(_names().findall(sql)):
        reach.add(reaches, tables[name], reach.BOUND)
    return reaches


@cache
def _names() -> re.Pattern[str]:
    longest_first = sorted(guarded(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(longest_first) + r")\b", re.IGNORECASE)

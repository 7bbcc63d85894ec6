"""On PostgreSQL the tests run as the application does: under a role that owns nothing, with row-level security.

The role of the suite has the rights of the web process, the worker and the sealer together, since tests run all three
in one process. What only the owner may do (emptying tables, playing the insider) says so by `as_owner()`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created
from psycopg.errors import InFailedSqlTransaction

from dangjian.kernel.rowlevel import applying, roles
from dangjian.kernel.rowlevel.statements import quoted, role_names

SUITE = os.environ.get("DANGJIAN_TEST_ROLE", "dangjian_suite")
"""Another one to see whether a single process's rights are enough: DANGJIAN_TEST_ROLE=dangjian_app."""
_taken = False


def use_role() -> None:
    """Make roles, grants and policies in the fresh test data base, and go on as the role of the suite."""
    global _taken
    if connection.vendor != "postgresql" or os.environ.get("DANGJIAN_TEST_OWNER") == "1":
        return
    _insisting(applying.make_roles)
    if SUITE not in role_names().values():
        _insisting(_make_suite_role)
    applying.apply()
    _taken = True
    connection_created.connect(_take_on, dispatch_uid="tests.roles")
    _take_on(None, connection)


def is_held() -> bool:
    """Whether the tests run under the role."""
    return _taken


@contextmanager
def as_owner() -> Iterator[None]:
    """Act as the owner of the tables, whom no policy and no grant holds."""
    with acting_role(None):
        yield


@contextmanager
def acting_role(key: str | None) -> Iterator[None]:
    """Act as one of the product's roles; None for the owner."""
    if not _taken:
        yield
        return
    _become(None if key is None else role_names()[key])
    try:
        yield
    finally:
        _become(SUITE)


def lend(editor: Any, table: str) -> None:
    """Let the suite use a table that a test made for itself."""
    if _taken:
        editor.execute(f"GRANT ALL ON {quoted(table)} TO {quoted(SUITE)}")


def _become(name: str | None) -> None:
    connection.ensure_connection()
    raw: Any = connection.connection
    # A transaction that is broken off goes back to the role that it began with.
    with suppress(InFailedSqlTransaction):
        raw.execute("RESET SESSION AUTHORIZATION" if name is None else f"SET SESSION AUTHORIZATION {quoted(name)}")
    connection.forget_reach()  # type: ignore[attr-defined]  # of our engine


def _take_on(sender: Any, connection: Any, **_: Any) -> None:
    if str(connection.settings_dict["NAME"] or "").startswith("test_"):
        connection.connection.execute(f"SET SESSION AUTHORIZATION {quoted(SUITE)}")
        connection.forget_reach()


def _make_suite_role() -> None:
    names = role_names()
    with connection.cursor() as cursor:
        cursor.execute(
            f"DO $$ BEGIN CREATE ROLE {quoted(SUITE)} LOGIN; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        for key in (roles.APP, roles.WORKER, roles.SEALER):
            cursor.execute(f"GRANT {quoted(names[key])} TO {quoted(SUITE)}")


def _insisting(step: Any) -> None:
    """Roles belong to the server: the processes of a parallel run meet there."""
    for turn in range(20):
        try:
            step()
        except DatabaseError:
            if turn == 19:
                raise
            time.sleep(0.1 + turn * 0.05)
        else:
            return

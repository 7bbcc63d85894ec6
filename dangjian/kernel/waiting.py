"""Statements that need no answer of their own wait for the next one and travel with it.

A command writes ten rows whose statements nobody looks at the answers of; each would wait for the data base once. On
PostgreSQL they go in one message with the next statement that does need its answer, at the latest before the
transaction is committed or its savepoint released: order and errors are those of statements sent one by one, only that
an error shows at the statement they travel with. SQLite answers within the process and is asked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Wait:
    """What becomes of the answer when it comes."""

    one_row: bool = False
    """Exactly one row must have matched."""
    take: Callable[[list[tuple[Any, ...]]], None] | None = None
    """Gets the rows that were read."""


NOW = None
PLAIN = Wait()
ONE_ROW = Wait(one_row=True)
_asked: ContextVar[Wait | None] = ContextVar("waiting", default=NOW)


@contextmanager
def may_wait(how: Wait | None) -> Iterator[None]:
    """The statement in the block may wait, where the data base can let it and a transaction is open (NOW: not)."""
    before = _asked.set(how)
    try:
        yield
    finally:
        _asked.reset(before)


def asked() -> Wait | None:
    """How the statement at hand may wait; None: it is to be sent now."""
    return _asked.get()


def send_later(how: Wait | None, sql: str, values: list[Any]) -> int:
    """Send a statement, or let it wait as `how` says; how many rows matched, -1 while it waits.

    What waits needs no cursor, unless somebody counts or watches statements.
    """
    own = connections[DEFAULT_DB_ALIAS]
    if how is not NOW and _may_skip_cursor(own):
        own.let_wait(how, sql, values)  # type: ignore[attr-defined]  # of our own wrapper
        return -1
    with may_wait(how), own.cursor() as cursor:
        cursor.execute(sql, values)
        found: int = cursor.rowcount
        return found


def _may_skip_cursor(own: BaseDatabaseWrapper) -> bool:
    return own.vendor == "postgresql" and own.in_atomic_block and not own.execute_wrappers and not own.queries_logged

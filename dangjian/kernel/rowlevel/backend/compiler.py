"""Compilers that note which guarded tables stand in the statement they compile."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import compiler

from dangjian.kernel.rowlevel.reach import begin, end, note, note_written


class _Noting:
    """For every kind of statement: what is noted while it is compiled is told when it runs."""

    query: Any

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        before = begin()
        try:
            return super().execute_sql(*args, **kwargs)  # type: ignore[misc]  # of the compiler beside
        finally:
            end(before)

    def get_from_clause(self) -> Any:
        note(self.query)
        return super().get_from_clause()  # type: ignore[misc]


class _Writing(_Noting):
    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        note_written(self.query)
        return super().as_sql(*args, **kwargs)  # type: ignore[misc]


class SQLCompiler(_Noting, compiler.SQLCompiler):
    """Reads."""


class SQLAggregateCompiler(_Noting, compiler.SQLAggregateCompiler):
    """Figures of a query, which is compiled as a part of it."""


class SQLInsertCompiler(_Writing, compiler.SQLInsertCompiler):
    """Inserts."""


class SQLUpdateCompiler(_Writing, compiler.SQLUpdateCompiler):
    """Changes."""


class SQLDeleteCompiler(_Writing, compiler.SQLDeleteCompiler):
    """Deletes."""

"""Reads that are compiled once: for the few that stand in every request, or in a burst of thousands.

Building and compiling a query in the ORM costs ten times what the data base needs to answer it by key. A `Prepared`
read is still written as a query set, so columns, joins and converters stay those of the models; it is compiled at its
first use, and from then on only the values change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class _Statement:
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[int, ...]
    """Where each value stands among the parameters."""
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]


class Prepared:
    """A read of fixed form: `Prepared(lambda key: Model.objects.filter(key=key).values_list("a", "b"), str)`.

    `build` gets one stand-in for each value, of the kind named after it (`str` or `UUID`), and returns rows as
    `values_list`; each stand-in must be used exactly once, for plain equality. Neither tenant nor scope is added: they
    are values like any other.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type[str] | type[UUID]) -> None:
        self._build = build
        self._kinds = kinds
        self._statements: dict[str, _Statement] = {}

    def rows(self, *values: str | UUID) -> list[tuple[Any, ...]]:
        """The rows for these values, converted as the models say."""
        statement = self._statements.get(connection.vendor)
        if statement is None:
            statement = self._statements[connection.vendor] = self._compile()
        parameters = list(statement.parameters)
        for place, value in zip(statement.places, values, strict=True):
            parameters[place] = _as_stored(value)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            found = cursor.fetchall()
        return [_converted(row, statement.converters) for row in found] if statement.converters else list(found)

    def _compile(self) -> _Statement:
        marks = [_mark(kind, number) for number, kind in enumerate(self._kinds)]
        compiler = self._build(*marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = []
        for mark in marks:
            stored = _as_stored(mark)
            found = [place for place, value in enumerate(parameters) if value == stored]
            if len(found) != 1:
                raise ValueError("each value of a prepared read must be used exactly once, for equality")
            places.append(found[0])
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        flat = tuple((place, tuple(functions), column) for place, (functions, column) in converters.items())
        return _Statement(sql, tuple(parameters), tuple(places), flat)


class PreparedRow(Prepared):
    """A prepared read of one row by one text key."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        super().__init__(build, str)

    def find(self, key: str) -> tuple[Any, ...] | None:
        """The row of that key, or None."""
        found = self.rows(key)
        return found[0] if found else None


def _mark(kind: type[str] | type[UUID], number: int) -> str | UUID:
    mark = UUID(int=0x70726570617265640000000000000000 + number)
    return mark if kind is UUID else f"prepared {mark}"


def _as_stored(value: str | UUID) -> str | UUID:
    """The form in which the data base keeps it."""
    return value if isinstance(value, str) or connection.features.has_native_uuid_field else value.hex


def _converted(row: tuple[Any, ...], converters: tuple[tuple[int, tuple[Any, ...], Any], ...]) -> tuple[Any, ...]:
    values = list(row)
    for place, functions, column in converters:
        value = values[place]
        for function in functions:
            value = function(value, column, connection)
        values[place] = value
    return tuple(values)

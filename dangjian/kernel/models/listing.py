"""Lists whose columns, joins and order are compiled once; a request compiles its conditions only.

Of the time that the ORM takes for a page of thirty columns, two thirds go into compiling what is the same every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql import Query
from django.db.models.sql.where import AND, ExtraWhere

from dangjian.kernel.rowlevel.reach import collecting, note

_MARK = "conditions"
_AS_WANTED = (bool, date, UUID)
"""Kinds that no converter changes (a moment is a date as well, and is left to its converter)."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The statement around its conditions, and how its values are read."""

    before: str
    after: str
    parameters_before: tuple[Any, ...]
    parameters_after: tuple[Any, ...]
    names: tuple[str, ...]
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]


class Listing:
    """`Listing(Model.objects….order_by(…).values(…))`: rows as `values()` gives them, not narrowed yet.

    `narrow` its `rows` with any conditions on the model itself; those that bring further tables go the ordinary way.
    """

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        if rows.query.where or rows.query.distinct or not rows.query.values_select:
            raise ValueError("a listing is of plain columns, without conditions of its own")
        self.rows = rows
        self._joins = _joins(rows.query)
        self._forms: dict[str, _Form] = {}

    def read(self, narrowed: QuerySet[Any, Any], limit: int) -> list[dict[str, Any]]:
        """The first rows that match; `narrowed` was made of `rows` by filters."""
        query = narrowed.query
        if _joins(query) != self._joins or query.where.contains_aggregate or query.where.contains_over_clause:
            return list(narrowed[:limit])
        # The connection itself: the name `connection` looks it up anew at each of forty touches.
        own = connections[DEFAULT_DB_ALIAS]
        form = self._forms.get(own.vendor)
        if form is None:
            form = self._forms[own.vendor] = _form(self.rows.query)
        with collecting():
            note(query)
            try:
                where, parameters = query.get_compiler(connection=own).compile(query.where)
            except EmptyResultSet:
                return []
            except FullResultSet:
                where, parameters = "1=1", ()
            found = _run(own, form, where, parameters, limit)
        return _dictionaries(own, found, form)


def _run(
    own: BaseDatabaseWrapper, form: _Form, where: str, parameters: Sequence[Any], limit: int
) -> list[tuple[Any, ...]]:
    with own.cursor() as cursor:
        cursor.execute(
            f"{form.before}{where}{form.after} LIMIT {limit:d}",
            (*form.parameters_before, *parameters, *form.parameters_after),
        )
        return list(cursor.fetchall())


def _joins(query: Query) -> dict[str, tuple[Any, Any]]:
    """The tables of a query and how each is joined."""
    return {
        alias: (table, getattr(table, "join_type", None))
        for alias, table in query.alias_map.items()
        if query.alias_refcount[alias]
    }


def _form(query: Query) -> _Form:
    marked = query.chain()
    marked.where.add(ExtraWhere([_MARK], ()), AND)
    compiler = marked.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    before, after = sql.split(_MARK)
    first = before.count("%s")
    converters = compiler.get_converters([column[0] for column in compiler.select])
    names = query.selected or (*query.extra_select, *query.values_select, *query.annotation_select)
    return _Form(
        before,
        after,
        tuple(parameters[:first]),
        tuple(parameters[first:]),
        tuple(names),
        tuple((place, tuple(functions), column) for place, (functions, column) in converters.items()),
    )


def _dictionaries(own: BaseDatabaseWrapper, rows: Sequence[tuple[Any, ...]], form: _Form) -> list[dict[str, Any]]:
    """Rows as `values()` gives them; each column is converted as a whole."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    if not columns:
        return []
    for place, functions, column in form.converters:
        # A connection gives all values of a column in one form: where one is what it shall be, all are.
        sample = next((value for value in columns[place] if value is not None), None)
        if isinstance(sample, _AS_WANTED) and not isinstance(sample, datetime):
            continue
        for function in functions:
            if getattr(function, "__name__", "") == "convert_uuidfield_value":
                columns[place] = [None if value is None else UUID(int=int(value, 16)) for value in columns[place]]
            else:
                columns[place] = [function(value, column, own) for value in columns[place]]
    return [dict(zip(form.names, row, strict=True)) for row in zip(*columns, strict=True)]

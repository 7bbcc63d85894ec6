"""Statements that are compiled once: for the few that stand in every request, or in a burst of thousands.

Building and compiling a query in the ORM costs ten times what the data base needs to answer it by key. A prepared
statement is still written as a query set, so columns, joins and converters stay those of the models; it is compiled at
its first use, and from then on only the values change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import AutoField, DateField, DateTimeField, Field, Model, QuerySet, Value
from django.db.models.sql import UpdateQuery

from dangjian.kernel.models.bulk import PLAIN_FIELDS
from dangjian.kernel.rowlevel.reach import collecting, prepared_reach, reaching
from dangjian.kernel.waiting import NOW, ONE_ROW, PLAIN, Wait, send_later


@dataclass(frozen=True)
class _Statement:
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[int, ...]
    """Where each value stands among the parameters."""
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]
    tables: tuple[str, ...]
    """Its guarded tables, where the data base has row-level security."""

    def converted(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Rows as the data base gave them, as the models have them."""
        return [_converted(row, self.converters) for row in rows] if self.converters else list(rows)


class Prepared:
    """A read of fixed form: `Prepared(lambda key: Model.objects.filter(key=key).values_list("a", "b"), str)`.

    `build` gets one stand-in for each value, of the kind named after it (`str` or `UUID`), and returns rows as
    `values_list`; each stand-in must be used exactly once, for plain equality. Neither tenant nor scope is added: they
    are values like any other; the data base holds it to the acting tenant as soon as somebody acts.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type[str] | type[UUID]) -> None:
        self._build = build
        self._kinds = kinds
        self._statements: dict[str, _Statement] = {}

    def rows(self, *values: str | UUID) -> list[tuple[Any, ...]]:
        """The rows for these values, converted as the models say."""
        statement, parameters = self._asking(values)
        with reaching(statement.tables, prepared_reach()), connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            return statement.converted(cursor.fetchall())

    def rows_soon(self, *values: str | UUID) -> list[tuple[Any, ...]]:
        """A list that holds the rows as soon as the next statement has been answered (dangjian/kernel/waiting.py)."""
        if connection.vendor != "postgresql" or not connection.in_atomic_block:
            return self.rows(*values)
        statement, parameters = self._asking(values)
        found: list[tuple[Any, ...]] = []
        how = Wait(take=lambda rows: found.extend(statement.converted(rows)))
        with reaching(statement.tables, prepared_reach()):
            send_later(how, statement.sql, parameters)
        return found

    def _asking(self, values: tuple[str | UUID, ...]) -> tuple[_Statement, list[Any]]:
        statement = self._statements.get(connection.vendor)
        if statement is None:
            statement = self._statements[connection.vendor] = self._compile()
        parameters = list(statement.parameters)
        for place, value in zip(statement.places, values, strict=True):
            parameters[place] = _as_stored(value)
        return statement, parameters

    def _compile(self) -> _Statement:
        marks = [_mark(kind, number) for number, kind in enumerate(self._kinds)]
        compiler = self._build(*marks).query.get_compiler(connection=connection)
        with collecting() as reaches:
            sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        flat = tuple((place, tuple(functions), column) for place, (functions, column) in converters.items())
        return _Statement(sql, tuple(parameters), _places(marks, parameters), flat, tuple(reaches))


class PreparedRow(Prepared):
    """A prepared read of one row by one text key."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        super().__init__(build, str)

    def find(self, key: str) -> tuple[Any, ...] | None:
        """The row of that key, or None."""
        found = self.rows(key)
        return found[0] if found else None


class PreparedUpdate:
    """A conditional change of fixed form.

    `PreparedUpdate(lambda key: Model.objects.filter(key=key), ("state", "at"), UUID)` sets these fields of the rows
    that `build` gives; the values of its condition are stand-ins as in `Prepared`. Run it through
    `Unit.update_prepared`, which allows writing and keeps the audit trail.
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], fields: tuple[str, ...], *kinds: type[str] | type[UUID]
    ) -> None:
        self._build = build
        self._names = fields
        self._kinds = kinds
        self._statements: dict[str, tuple[_Statement, type[Model], tuple[Field[Any, Any], ...]]] = {}

    def run(self, *values: str | UUID, **changes: Any) -> tuple[type[Model], int]:
        """Change the rows for these values; the model, and how many rows matched."""
        known = self._statements.get(connection.vendor)
        if known is None:
            known = self._statements[connection.vendor] = self._compile()
        statement, model, fields = known
        if tuple(changes) != self._names:
            raise TypeError(f"this statement sets {', '.join(self._names)}, in this order")
        given = [field.get_db_prep_save(changes[field.name], connection) for field in fields]
        given += map(_as_stored, values)
        parameters = list(statement.parameters)
        for place, value in zip(statement.places, given, strict=True):
            parameters[place] = value
        with reaching(statement.tables, prepared_reach()), connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            return model, cursor.rowcount

    def _compile(self) -> tuple[_Statement, type[Model], tuple[Field[Any, Any], ...]]:
        marks = [_mark(kind, number) for number, kind in enumerate(self._kinds)]
        new = [f"prepared value of {name}" for name in self._names]
        rows = self._build(*marks)
        query = cast("UpdateQuery", rows.query.chain(UpdateQuery))
        query.add_update_values(dict(zip(self._names, map(Value, new), strict=True)))
        with collecting() as reaches:
            sql, parameters = query.get_compiler(connection=connection).as_sql()
        fields = tuple(rows.model._meta.get_field(name) for name in self._names)
        places = _places([*new, *marks], parameters)
        return _Statement(sql, tuple(parameters), places, (), tuple(reaches)), rows.model, fields


class PreparedInsert:
    """Inserts single rows of one model by one statement; columns that the data base fills itself are left to it."""

    def __init__(self, model: type[Model]) -> None:
        self._fields = [
            field
            for field in model._meta.local_concrete_fields
            # What the data base itself fills in, and nobody else may, is left to it.
            if not isinstance(field, AutoField) and (field.editable or not field.has_db_default())
        ]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column or field.attname) for field in self._fields)
        places = ", ".join(["%s"] * len(self._fields))
        self._table = model._meta.db_table
        self._places = f"({places})"
        self._sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - names of our models

    def run(self, row: Model) -> None:
        """Insert the row in the current transaction; it does not learn its key."""
        values = _stored(row, self._fields)
        with reaching((self._table,), prepared_reach()), connection.cursor() as cursor:
            cursor.execute(self._sql, values)

    def run_all(self, rows: Sequence[Model], *, wait: bool = False) -> None:
        """Insert a few rows by one statement, which may wait for the next one (dangjian/kernel/waiting.py)."""
        values = [value for row in rows for value in _stored(row, self._fields)]
        with reaching((self._table,), prepared_reach()):
            send_later(PLAIN if wait else NOW, ", ".join([self._sql, *[self._places] * (len(rows) - 1)]), values)


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def _stored(row: Model, fields: Iterable[Field[Any, Any]]) -> list[Any]:
    """The values of these fields as the data base takes them; plain ones of plain fields go as they are."""
    held, own = row.__dict__, connections[DEFAULT_DB_ALIAS]
    return [
        value
        if type(value := held[field.attname]) in _AS_THEY_ARE and type(field) in PLAIN_FIELDS
        else field.get_db_prep_save(value, own)
        for field in fields
    ]


def _places(marks: list[str | UUID] | list[str], parameters: tuple[Any, ...]) -> tuple[int, ...]:
    """Where each mark stands among the parameters. Raises ValueError unless each stands in one place."""
    places = []
    for mark in marks:
        stored = _as_stored(mark)
        found = [place for place, value in enumerate(parameters) if value == stored]
        if len(found) != 1:
            raise ValueError("each value of a prepared statement must be used exactly once, for equality")
        places.append(found[0])
    return tuple(places)


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


class PreparedSave:
    """Writes named fields of one row by its key, as `save(update_fields=…)` does, by one statement for each choice."""

    def __init__(self, model: type[Model], names: tuple[str, ...]) -> None:
        self._fields = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]
        self._key = model._meta.pk
        quote = connection.ops.quote_name
        table = model._meta.db_table
        places = ", ".join(f"{quote(field.column or field.attname)} = %s" for field in self._fields)
        self._table = table
        self._sql = f"UPDATE {quote(table)} SET {places} WHERE {quote(self._key.column or self._key.attname)} = %s"  # noqa: S608 - names of our models

    def run(self, row: Model, *, wait: bool = False) -> int:
        """Write the fields; how many rows there were of that key, -1 while the statement waits."""
        values = _stored(row, (*self._fields, self._key))
        with reaching((self._table,), prepared_reach()):
            return send_later(ONE_ROW if wait else NOW, self._sql, values)


_AS_HELD = (Field.pre_save, DateField.pre_save, DateTimeField.pre_save)
"""Fields whose stored value is the one that the row holds."""


@cache
def _inserting(vendor: str, model: type[Model]) -> PreparedInsert | None:
    fields = model._meta.local_concrete_fields
    fits = not model._meta.parents and not isinstance(model._meta.pk, AutoField) and _as_held(fields)
    return PreparedInsert(model) if fits and not any(field.has_db_default() for field in fields) else None


@cache
def _saving(vendor: str, model: type[Model], names: tuple[str, ...]) -> PreparedSave | None:
    fields = [model._meta.get_field(name) for name in names]
    return PreparedSave(model, names) if not model._meta.parents and _as_held(fields) else None


def _as_held(fields: Iterable[Any]) -> bool:
    return all(
        type(field).pre_save in _AS_HELD and not getattr(field, "auto_now", False) and not field.generated
        for field in fields
    )


def insert_each(rows: Sequence[Model], *, wait: bool = False) -> bool:
    """Insert rows of one model by a statement compiled once; False (nothing written) where they need the ORM.

    `wait`: the statement may wait for the next one.
    """
    statement = _inserting(connection.vendor, type(rows[0]))
    if statement is None or any(map(_has_expressions, rows)):
        return False
    statement.run_all(rows, wait=wait)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return True


def save_row(row: Model, names: Iterable[str], *, wait: bool = False) -> bool:
    """Write fields of one loaded row by a statement compiled once; False (nothing written) where it needs the ORM.

    Raises DatabaseError where the row is gone, as `save(update_fields=…)` does; with `wait`, at the latest when the
    transaction is committed.
    """
    statement = _saving(connection.vendor, type(row), tuple(names))
    if statement is None or row._state.adding or _has_expressions(row):
        return False
    if statement.run(row, wait=wait) == 0:
        raise DatabaseError("the row that was to be saved is not there any more")
    return True


def _has_expressions(row: Model) -> bool:
    return any(hasattr(value, "resolve_expression") for value in row.__dict__.values())

"""Inserting many rows quickly: what imports of a hundred thousand people need.

The ORM's `bulk_create` builds one long statement for each few rows and converts every value through several calls; at
sixty columns that is most of an import's time. Here one short statement runs for all rows of a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connections, models, router

BATCH = 1_000
_PLAIN_FIELDS = frozenset(
    {
        models.CharField,
        models.TextField,
        models.BooleanField,
        models.IntegerField,
        models.SmallIntegerField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.PositiveBigIntegerField,
        models.BigIntegerField,
    }
)
_PLAIN_VALUES = (str, int, bool)


def can_insert(model: type[models.Model]) -> bool:
    """Whether rows of the model can go this way: one table, and a key that is known before."""
    key = model._meta.pk
    return not model._meta.parents and not isinstance(key, models.AutoField) and not key.db_returning


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, batch by batch, in the current transaction. Keys are set by the caller."""
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or field.attname) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our models
    readers = [_reader(field, connection) for field in fields]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            cursor.executemany(statement, [[read(row) for read in readers] for row in batch])
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def _reader(field: models.Field[Any, Any], connection: Any) -> Callable[[Any], Any]:
    """How the column's value of a row is read: plain values as they are, others through the field."""
    name = field.attname
    computes = type(field).pre_save is not models.Field.pre_save
    is_plain = type(field) in _PLAIN_FIELDS

    def read_through(row: Any) -> Any:
        return field.get_db_prep_save(field.pre_save(row, True), connection)

    def read_plain(row: Any) -> Any:
        value = row.__dict__[name]
        if value is None or value.__class__ in _PLAIN_VALUES:
            return value
        return field.get_db_prep_save(value, connection)

    def read_often_null(row: Any) -> Any:
        value = row.__dict__[name]
        return None if value is None else field.get_db_prep_save(value, connection)

    moments: dict[datetime, Any] = {}

    def read_moment(row: Any) -> Any:
        # All rows of an import carry the same time of entry: it is converted once.
        value = row.__dict__[name]
        if value is None:
            return None
        if value not in moments:
            moments[value] = field.get_db_prep_save(value, connection)
        return moments[value]

    if isinstance(field, models.DateTimeField) and not field.auto_now and not field.auto_now_add:
        return read_moment
    if isinstance(field, models.DateField) and not field.auto_now and not field.auto_now_add:
        return read_often_null
    if computes:
        return read_through
    return read_plain if is_plain else read_often_null

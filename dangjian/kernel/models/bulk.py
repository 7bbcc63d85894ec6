"""Inserting many rows quickly: what imports of a hundred thousand people need.

The ORM's `bulk_create` builds one long statement for each few rows and converts every value through several calls; at
sixty columns that is most of an import's time. Here one short statement runs for all rows of a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connections, models, router
from django.db.models.base import ModelState

from dangjian.kernel.rowlevel.reach import acting_reach, reaching

M = TypeVar("M", bound=models.Model)

BATCH = 1_000
PLAIN_FIELDS = frozenset(
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
_NOTHING = frozenset({type(None)})
_PLAIN_VALUES = _NOTHING | {str, int, bool}
_AS_HELD = (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save)
"""Fields whose stored value is the one that the row holds."""


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
    with reaching((model._meta.db_table,), acting_reach()), connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            held = [row.__dict__ for row in batch]
            values = [_column(field, batch, held, connection) for field in fields]
            cursor.executemany(statement, list(zip(*values, strict=True)))
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def _column(
    field: models.Field[Any, Any], rows: Sequence[models.Model], held: Sequence[dict[str, Any]], connection: Any
) -> list[Any]:
    """The values of a column for these rows as the data base takes them.

    Plain values go as they are; of the others each different one is converted once: an import's rows share branch,
    dates and time of entry.
    """
    if (
        type(field).pre_save not in _AS_HELD
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
    ):
        return [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows]
    values = [row[field.attname] for row in held]
    kinds = set(map(type, values))
    if kinds <= _NOTHING or (type(field) in PLAIN_FIELDS and kinds <= _PLAIN_VALUES):
        return values
    try:
        known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    except TypeError:  # values that cannot be compared (JSON)
        return [field.get_db_prep_save(value, connection) for value in values]
    return [known[value] for value in values]


class Mould(Generic[M]):
    """Makes many new rows of one model that share most of their values, eight times as fast as calling the model.

    `template` is a row with the shared values. Every row gets its own key and its own computed defaults; no signals of
    construction are sent.
    """

    def __init__(self, template: M) -> None:
        self._model = type(template)
        own = {"_state"}
        self._fresh: list[tuple[str, Callable[[], Any]]] = []
        for field in template._meta.concrete_fields:
            if field.has_default() and callable(field.default):
                own.add(field.attname)
                self._fresh.append((field.attname, field.get_default))
        self._shared = {name: value for name, value in template.__dict__.items() if name not in own}

    def row(self, **values: Any) -> M:
        """A new row: the template's values, and these."""
        row = self._model.__new__(self._model)
        held = row.__dict__
        held["_state"] = ModelState()
        held.update(self._shared)
        for name, make in self._fresh:
            held[name] = make()
        for name, value in values.items():
            setattr(row, name, value)
        return row

"""Seals over rows that carry power: HMAC-SM3 of what a row says, by a key that no table holds in clear (SEC-DATA-04).

A row whose seal does not fit was written past the doors. Saving it again does not mend that: a change keeps the seal
of a row that was broken when it was loaded, so that nothing which somebody slipped in is blessed by a later edit.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models

from dangjian.kernel.crypto.derived import DerivedTextField
from dangjian.kernel.crypto.keyring import INDEX, keyring
from dangjian.kernel.crypto.primitives import same

_VERSION = "row|v1"


class RowSealField(DerivedTextField):
    """The seal of the row, over its tenant, its key and the fields that `covers` names; filled in on saving."""

    def __init__(self, covers: Sequence[str] = (), **kwargs: Any) -> None:
        self.covers = tuple(covers)
        kwargs["max_length"] = 64
        kwargs["default"] = ""
        super().__init__(**kwargs)

    @functools.cached_property
    def columns(self) -> tuple[str, ...]:
        """Tenant, key and the covered fields, as attributes of an instance and names of `values_list`."""
        fields = [self.model._meta.get_field(name) for name in self.covers]
        return ("tenant_id", "id", *(str(getattr(field, "attname", field.name)) for field in fields))

    def of(self, values: Sequence[Any]) -> str:
        """The seal of the values of `columns`. Raises KeyUnavailable."""
        key = keyring.active(_uuid(values[0]), INDEX, self.label)
        assert key.state is not None
        state = key.state.copy()
        state.update(json.dumps([_VERSION, self.label, *map(_plain, values)], ensure_ascii=False).encode("utf-8"))
        return state.finalize().hex()

    def fits(self, values: Sequence[Any], seal: str) -> bool:
        """Whether a seal is that of the values of `columns`. Raises KeyUnavailable."""
        return same(self.of(values).encode("ascii"), seal.encode("ascii", "replace"))

    def held(self, row: models.Model) -> tuple[Any, ...] | None:
        """The values of `columns` and the seal that an instance holds; None when some were not loaded."""
        state = row.__dict__
        names = (*self.columns, self.attname)
        return tuple(state[name] for name in names) if all(name in state for name in names) else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        assert isinstance(model_instance, SealedRow)
        before = model_instance.as_loaded
        if not add and (before is None or not self.fits(before[:-1], before[-1])):
            return getattr(model_instance, self.attname)
        seal = self.of([getattr(model_instance, name) for name in self.columns])
        setattr(model_instance, self.attname, seal)
        model_instance.as_loaded = self.held(model_instance)
        return seal


class SealedRow(models.Model):
    """A row with a seal; it remembers what it was when it was loaded."""

    as_loaded: tuple[Any, ...] | None = None
    """What the data base held, in the order of the seal's columns, and the seal."""
    is_sealed_row: ClassVar[bool] = True

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> Self:
        row = super().from_db(db, field_names, values, **kwargs)
        row.as_loaded = _seal_of(cls).held(row)
        return row

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.as_loaded = _seal_of(type(self)).held(self)

    def is_genuine(self) -> bool:
        """Whether the row was written through the doors, as it was loaded. Raises KeyUnavailable."""
        return self.as_loaded is not None and _seal_of(type(self)).fits(self.as_loaded[:-1], self.as_loaded[-1])


def seal_field(model: type[models.Model]) -> RowSealField | None:
    """The seal of a model's rows, if they have one."""
    return next((field for field in model._meta.concrete_fields if isinstance(field, RowSealField)), None)


def is_covered(model: type[models.Model], names: Iterable[str]) -> bool:
    """Whether one of these fields is under the seal of the model's rows."""
    field = seal_field(model)
    return field is not None and not {*field.covers, *field.columns}.isdisjoint(names)


def seal_again(rows: Iterable[models.Model], model: type[models.Model], names: list[str]) -> list[str]:
    """Seal rows whose fields `names` are about to be written past `save`; the names to write."""
    field = seal_field(model)
    if field is None or not is_covered(model, names):
        return names
    for row in rows:
        field.pre_save(row, add=False)
    return [*names, field.name]


@functools.cache
def _seal_of(model: type[models.Model]) -> RowSealField:
    field = seal_field(model)
    assert field is not None, f"{model.__name__} has no seal"
    return field


def _plain(value: Any) -> Any:
    """A value in the one form that does not depend on the data base."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)

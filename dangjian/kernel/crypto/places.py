"""Where sealed values lie: every encrypted column, and whatever else an app seals. A key turns over place by place."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from dangjian.kernel.crypto.envelope import open_value, seal_value
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.rowlevel.reach import reaching


class SealedBy(NamedTuple):
    """The key that is looked for: its number, and the tenant whose values it sealed."""

    key_id: int
    tenant_id: UUID


class Portion(NamedTuple):
    """Some values that were looked at. `last` is where to go on, None at the end of the place."""

    last: Any
    seen: int
    changed: int


class SealedPlace(Protocol):
    """A place with sealed values of one domain."""

    @property
    def title(self) -> str:
        """Its name for administrators."""

    @property
    def domain(self) -> str:
        """Which data keys seal here."""

    def count(self, key: SealedBy) -> int:
        """How many values the key seals."""

    def renew(self, key: SealedBy, after: Any, limit: int) -> Portion:
        """Seal up to `limit` values after `after` with the key that is active now, in a transaction of its own.

        A value that somebody changed in between is left to the next round: nothing written is ever lost.
        """


@dataclass(frozen=True, slots=True)
class ColumnPlace:
    """An encrypted column of a table. Values of the key are told by their first bytes, in the data base."""

    field: EncryptedTextField

    @property
    def title(self) -> str:
        return self.field.label

    @property
    def domain(self) -> str:
        return self.field.domain

    def count(self, key: SealedBy) -> int:
        table, column, _, tenant = self._names()
        with self._reaching(key), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT COUNT(*) FROM {table} WHERE {tenant} = %s AND substr({column}, 1, 6) = %s",  # noqa: S608 - names of our own model
                [self._tenant(key), head_of(key)],
            )
            return int(cursor.fetchone()[0])

    def renew(self, key: SealedBy, after: Any, limit: int) -> Portion:
        table, column, pk, tenant = self._names()
        further = "" if after is None else f" AND {pk} > %s"
        with self._reaching(key), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {pk}, {column} FROM {table} WHERE {tenant} = %s AND substr({column}, 1, 6) = %s{further} "  # noqa: S608 - names of our own model
                f"ORDER BY {pk} LIMIT {int(limit)}",
                [self._tenant(key), head_of(key), *([] if after is None else [after])],
            )
            rows = [(row_id, bytes(blob)) for row_id, blob in cursor.fetchall()]
            if not rows:
                return Portion(None, 0, 0)
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE {pk} = %s AND {column} = %s",  # noqa: S608 - names of our own model
                [(self._anew(key, row_id, blob), row_id, blob) for row_id, blob in rows],
            )
            changed = cursor.rowcount
        return Portion(rows[-1][0] if len(rows) == limit else None, len(rows), changed)

    def _anew(self, key: SealedBy, stored_id: Any, blob: bytes) -> bytes:
        """The same text under the active key, for the same place."""
        row_id = self._key_field().to_python(stored_id)
        text = open_value(blob, tenant_id=key.tenant_id, label=self.field.label, row_id=row_id)
        return seal_value(text, tenant_id=key.tenant_id, domain=self.domain, label=self.field.label, row_id=row_id)

    def _key_field(self) -> models.Field[Any, Any]:
        found = self.field.model._meta.pk
        assert found is not None
        return found

    def _reaching(self, key: SealedBy) -> AbstractContextManager[None]:
        return reaching((self.field.model._meta.db_table,), key.tenant_id)

    def _tenant(self, key: SealedBy) -> Any:
        return self.field.model._meta.get_field("tenant_id").get_db_prep_value(key.tenant_id, connection)  # type: ignore[union-attr]  # a column

    def _names(self) -> tuple[str, str, str, str]:
        """Table, column, key and tenant as they stand in a statement."""
        names = (self.field.model._meta.db_table, self.field.column, self._key_field().column, "tenant_id")
        table, column, pk, tenant = (connection.ops.quote_name(str(name)) for name in names)
        return table, column, pk, tenant


def head_of(key: SealedBy) -> bytes:
    """The first bytes of every value that the key sealed."""
    return b"\x01\x01" + key.key_id.to_bytes(4, "big")


_places: list[SealedPlace] = []


def register_place(place: SealedPlace) -> None:
    """Make known a place that is no encrypted column (files, seeds of second factors)."""
    if all(known.title != place.title for known in _places):
        _places.append(place)


def places_of(domain: str) -> list[SealedPlace]:
    """Every place whose values the data keys of a domain seal."""
    columns: list[SealedPlace] = [
        ColumnPlace(field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField) and field.domain == domain
    ]
    return columns + [place for place in _places if place.domain == domain]


def turning_domains() -> set[str]:
    """Domains whose keys can be turned over: somewhere it is known what they seal."""
    columns = {
        field.domain
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    }
    return columns | {place.domain for place in _places}

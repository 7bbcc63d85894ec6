"""Everything the tables hold about one person, read by the register (SEC-PI-05)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Field, Model, Q, QuerySet

from dangjian.kernel.clock import local_time
from dangjian.kernel.crypto.sealed import Sealed
from dangjian.kernel.privacy.declaring import Declaration, declarations
from dangjian.kernel.privacy.entries import DataClass, FieldEntry, entries_of

_NAMES = ("short_name", "title", "name", "full_name")
"""How a row that is linked to is called, first one that it has."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one table holds about the person. `rows` are bounded, `count` is not."""

    table: str
    purpose: str
    basis: str
    retention: str
    columns: tuple[FieldEntry, ...]
    count: int
    rows: tuple[tuple[str, ...], ...]


def parts_about(
    *, tenant_id: UUID, person_id: UUID | None, account_id: UUID | None, most: int, reveal: bool
) -> Iterator[Part]:
    """Every table with something about the person: two statements each, the latest `most` rows.

    Columns that are about somebody else are left out. With `reveal` sensitive values come in clear, else masked; the
    caller has made sure that it is the person who asks, and writes down that they did.
    """
    for declared in declarations():
        for columns, condition in _groups(declared, person_id, account_id):
            rows = _rows(declared.model, tenant_id, condition)
            count = rows.count()
            if not count:
                continue
            known = {column.name: column for column in declared.model._meta.concrete_fields}
            fields = [known[entry.field] for entry in columns]
            linked = [field.name for field in fields if field.is_relation]
            found = rows.select_related(*linked) if linked else rows
            yield Part(
                table=declared.model._meta.label,
                purpose=declared.purpose,
                basis=declared.basis,
                retention=declared.retention,
                columns=tuple(columns),
                count=count,
                rows=tuple(
                    tuple(_shown(row, field, reveal) for field in fields) for row in found.order_by("-pk")[:most]
                ),
            )


def _groups(
    declared: Declaration, person_id: UUID | None, account_id: UUID | None
) -> Iterator[tuple[list[FieldEntry], Q]]:
    """Columns that are shown together, with the condition of their rows."""
    conditions: dict[frozenset[str], Q] = {}
    for lookups, value in ((declared.about, person_id), (declared.account, account_id)):
        for lookup, names in lookups.items():
            if value is not None:
                conditions[names] = conditions.get(names, Q()) | Q(**{lookup: value})
    for names, condition in conditions.items():
        yield _columns(declared, names), condition


def _columns(declared: Declaration, names: frozenset[str]) -> list[FieldEntry]:
    own = {lookup.removesuffix("_id") for lookup in (*declared.about, *declared.account)}
    own |= {*declared.about, *declared.account}
    chosen = []
    for entry in entries_of(declared):
        titled = bool(declared.fields[entry.field][1])
        if entry.field in declared.others or entry.field in own or not titled:
            continue
        if entry.data_class < DataClass.PERSONAL or not names or entry.field in names:
            chosen.append(entry)
    return chosen


def _rows(model: type[Model], tenant_id: UUID, condition: Q) -> QuerySet[Any]:
    rows = model._base_manager.filter(condition)  # noqa: SLF001 - about oneself, whatever scope is bound
    has_tenant = any(column.name == "tenant_id" for column in model._meta.concrete_fields)
    return rows.filter(tenant_id=tenant_id) if has_tenant else rows


def _shown(row: Model, column: Field[Any, Any], reveal: bool) -> str:
    value = getattr(row, column.name)
    if value is None or value == "":
        return ""
    if isinstance(value, Sealed):
        return value.reveal() if reveal else str(value)
    if isinstance(value, Model):
        return next((str(getattr(value, name)) for name in _NAMES if hasattr(value, name)), str(value.pk))
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{local_time(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)

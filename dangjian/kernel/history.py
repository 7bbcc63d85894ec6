"""History of fields: what a value was on any date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from dangjian.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from dangjian.kernel.models.audit import FieldChange

__all__ = ["FieldChange", "changes_of", "field_changes", "is_sensitive", "values_on", "write"]


def is_sensitive(row: models.Model, name: str) -> bool:
    """Whether a field is encrypted, fingerprinted or declared secret: its values must not appear anywhere else."""
    field = row._meta.get_field(name)
    return isinstance(field, EncryptedTextField | BlindIndexField) or name in getattr(row, "secret_fields", ())


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def changes_of(
    row: models.Model,
    differing: dict[str, tuple[Any, Any]],
    *,
    source: str,
    source_ref: str = "",
    effective_on: date,
    recorded_at: datetime,
    recorded_by: str,
) -> list[FieldChange]:
    """Unsaved history rows for the fields that changed. Sealed values stay sealed."""
    changes = []
    for name, (old, assigned) in differing.items():
        sealed = is_sensitive(row, name)
        to_text = _sealed_text if sealed else _text
        new = getattr(row, name) if sealed else assigned  # plain text that was assigned comes back sealed
        changes.append(
            FieldChange(
                tenant_id=row.tenant_id,  # type: ignore[attr-defined]  # every row with history has a tenant
                model=row._meta.label_lower,
                object_id=row.pk,
                field=name,
                old_value=to_text(old),
                new_value=to_text(new),
                is_sealed=sealed,
                source=source,
                source_ref=source_ref,
                effective_on=effective_on,
                recorded_at=recorded_at,
                recorded_by=recorded_by[:80],
            )
        )
    return changes


def _sealed_text(value: Any) -> str:
    """The mask of a sealed value: the history shows that and when it changed, never the value in clear."""
    return "" if value in (None, "") else str(value)


def write(changes: list[FieldChange]) -> None:
    """Store history rows in the current transaction."""
    if changes:
        FieldChange.objects.bulk_create(changes, batch_size=500)


def field_changes(*, tenant_id: UUID, object_id: UUID, fields: tuple[str, ...] = ()) -> list[FieldChange]:
    """History of one row, newest first. The caller has checked that the row may be seen."""
    rows = FieldChange.objects.filter(tenant_id=tenant_id, object_id=object_id)
    if fields:
        rows = rows.filter(field__in=fields)
    return list(rows.order_by("-recorded_at", "-id")[:500])


def values_on(row: models.Model, names: Iterable[str], day: date) -> dict[str, str]:
    """The texts of several fields as they were true on `day`; one statement. Sealed values come as their masks."""
    wanted = list(names)
    changes = FieldChange.objects.filter(object_id=row.pk, field__in=wanted).order_by("effective_on", "recorded_at")
    found: dict[str, str] = {}
    for change in changes:
        if change.effective_on <= day:
            found[change.field] = change.new_value
        else:
            found.setdefault(change.field, change.old_value)
    for name in wanted:
        if name not in found:
            value = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]  # concrete fields only
            found[name] = _sealed_text(value) if is_sensitive(row, name) else _text(value)
    return found

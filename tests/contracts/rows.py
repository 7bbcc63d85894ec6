"""One row in every table of a tenant, so that the stranger has something to find wherever an id is asked for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models, transaction

from dangjian.kernel import clock
from tests.world import TODAY, World, building

MONTHS = frozenset({"first_month", "last_month", "month", "period", "valid_from"})
"""Columns that hold a month as text wherever they hold text: a made-up one could not be read."""


def fill_empty_tables(world: World) -> None:
    """Add a row to each of our tables with ids of its own that has none in our tenant."""
    with building(world.tenant_id):
        for model in apps.get_models():
            if model.__module__.startswith("dangjian."):
                _row_of(model, world, ())


def _row_of(model: type[models.Model], world: World, above: tuple[type[models.Model], ...]) -> Any:
    """A row of the model in our tenant: one that is there, else a new one; None where none can be made."""
    names = {field.name for field in model._meta.fields}
    if not isinstance(model._meta.pk, models.UUIDField) or "tenant_id" not in names or model in above:
        return None
    known = model._base_manager.filter(tenant_id=world.tenant_id).first()
    if known is not None:
        return known
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or (field.null and field.name != "tenant_id") or field.has_default():
            continue
        values[field.attname] = _value(field, world, (*above, model))
    try:
        with transaction.atomic():
            row = model(**values)
            row.save(force_insert=True)
    except Exception:  # a rule of the table forbids a row without more sense; another test covers it
        return None
    return row


def _value(field: Any, world: World, above: tuple[type[models.Model], ...]) -> Any:
    if field.name == "tenant_id":
        return world.tenant_id
    if field.name == "org_path":
        return world.orgs["first"].org_path
    if isinstance(field, models.ForeignKey):
        target = _row_of(field.related_model, world, above)
        return None if target is None else target.pk
    if field.name.endswith("_at") and isinstance(field, models.DateTimeField):
        return clock.now() + timedelta(hours=2 if field.name.startswith(("end", "expire")) else 0)
    if field.name in MONTHS and isinstance(field, models.CharField):
        return f"{TODAY:%Y-%m}"
    if field.choices:
        return field.choices[0][0]
    return _plain(field)


def _plain(field: Any) -> Any:
    kinds: list[tuple[type, Any]] = [
        (models.DateTimeField, clock.now()),
        (models.DateField, TODAY if isinstance(TODAY, date) else None),
        (models.UUIDField, uuid4()),
        (models.BooleanField, False),
        (models.DecimalField, Decimal(1)),
        (models.IntegerField, 1),
        (models.JSONField, {}),
        (models.BinaryField, b"x"),
        (models.TextField, "文"),
        (models.CharField, UUID(int=1).hex[: getattr(field, "max_length", None) or 8]),
    ]
    return next((value for kind, value in kinds if isinstance(field, kind)), "")

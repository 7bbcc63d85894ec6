"""Tables use nothing that SQLite, PostgreSQL or MariaDB lacks (architecture, section 4)."""

from __future__ import annotations

from django.apps import apps
from django.db import models

OURS = [model for model in apps.get_models() if model.__module__.startswith("dangjian.")]
LONGEST_KEY_BYTES = 3072
"""What InnoDB takes for one index; a character counts four bytes."""
_OTHER_BYTES = 16
SECOND_LOCK = {"directory_person_id_number_once", "directory_relation_only_one"}
"""Conditional on purpose: commands look for the double themselves; the data base's own lock, which MariaDB leaves out,
guards against two at the same moment. Nothing may be added here."""


def _key_bytes(model: type[models.Model], names: tuple[str, ...] | list[str]) -> int:
    found = 0
    for name in names:
        field = model._meta.get_field(name.removeprefix("-"))
        found += 4 * (getattr(field, "max_length", None) or 0) if isinstance(field, models.CharField) else _OTHER_BYTES
    return found


def test_unique_constraints_have_no_condition_and_no_option_of_one_vendor() -> None:
    special = []
    for model in OURS:
        for constraint in model._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint):
                continue
            if constraint.name in SECOND_LOCK:
                continue
            given = (constraint.condition, constraint.deferrable, constraint.include, constraint.opclasses)
            if any(given) or constraint.expressions or constraint.nulls_distinct is not None:
                special.append(f"{model._meta.label}: {constraint.name}")

    assert special == [], "MariaDB leaves such constraints out in silence"


def test_indexes_are_plain_columns() -> None:
    special = [
        f"{model._meta.label}: {index.name}"
        for model in OURS
        for index in model._meta.indexes
        if type(index) is not models.Index or index.condition or index.include or index.expressions or index.opclasses
    ]

    assert special == []


def test_keys_are_short_enough_and_texts_without_length_are_not_indexed() -> None:
    long = []
    for model in OURS:
        keys = [tuple(index.fields) for index in model._meta.indexes]
        keys += [tuple(rule.fields) for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
        single = [field for field in model._meta.concrete_fields if field.unique or field.db_index]
        keys += [(field.name,) for field in single]
        long += [f"{model._meta.label}: {key}" for key in keys if _key_bytes(model, key) > LONGEST_KEY_BYTES]
        long += [
            f"{model._meta.label}: {name}"
            for key in keys
            for name in key
            if isinstance(model._meta.get_field(name.removeprefix("-")), models.TextField | models.BinaryField)
        ]

    assert long == []


def test_types_of_fields_are_those_of_every_data_base() -> None:
    foreign = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.concrete_fields
        if type(field).__module__.startswith("django.contrib.postgres")
    ]

    assert foreign == []

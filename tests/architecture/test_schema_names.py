"""Schemas of the contract have one name each: two of one name would overwrite each other in the OpenAPI document."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module

from django.conf import settings

from dangjian.kernel.http.schema import Schema


def _names(base: type[Schema], found: dict[str, set[str]]) -> dict[str, set[str]]:
    for schema in base.__subclasses__():
        if "[" not in schema.__name__ and schema.__module__.startswith("dangjian."):
            found[schema.__name__].add(schema.__module__)
        _names(schema, found)
    return found


def test_every_schema_has_a_name_of_its_own() -> None:
    import_module(settings.ROOT_URLCONF)
    doubled = {name: modules for name, modules in _names(Schema, defaultdict(set)).items() if len(modules) > 1}
    assert doubled == {}

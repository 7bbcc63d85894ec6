"""Mutants of the rights: each takes one belt off, and the matrix has to notice (SEC-AC-06).

- `scope:<Model>`: the manager of the table no longer filters by the bound places and own rows;
- `tenant:<Model>`: the manager of the table no longer filters by tenant;
- `right:<operation>`: neither the route nor the doors behind it ask whether the person holds the Action.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.apps import apps

from dangjian.kernel.actor import Actor, current_actor
from dangjian.kernel.models.base import GuardedQuerySet, ScopedManager, ScopedModel, TenantManager, TenantModel
from dangjian.kernel.permissions import Public
from dangjian.kernel.scope import current_scope
from tests.access.matrix import asked, holds_anywhere
from tests.access.policy import operations_to_try, rows_named
from tests.access.realm import ROLES, Realm
from tests.contracts.catalogue import known


def all_mutants() -> list[str]:
    """Every belt that can be taken off."""
    found = []
    for model in apps.get_models():
        if issubclass(model, ScopedModel):
            found.append(f"scope:{model.__name__}")
        if issubclass(model, TenantModel):
            found.append(f"tenant:{model.__name__}")
    # Where everybody may, there is no right to forget.
    guarded = [name for name in operations_to_try() if not isinstance(known()[name].action, Public)]
    found += [f"right:{name}" for name in guarded if not all(holds_anywhere(name, role) for role in ROLES)]
    return found


@contextmanager
def taken_off(mutant: str) -> Iterator[None]:
    """The product without that belt."""
    kind, name = mutant.split(":")
    if kind == "right":
        with patch.object(Actor, "may", lambda self, action: True):
            yield
        return
    scoped, plain = ScopedManager.get_queryset, TenantManager.get_queryset

    def of_scoped(self: Any) -> GuardedQuerySet:
        if self.model.__name__ != name:
            return scoped(self)
        rows, scope = GuardedQuerySet(self.model, using=self._db), current_scope()
        if kind == "scope":
            return rows.filter(tenant_id=scope.tenant_id)
        condition = scope.q(self.model.scope_path, self.model.scope_own)
        return rows if condition is None else rows.filter(condition)

    def of_plain(self: Any) -> GuardedQuerySet:
        if self.model.__name__ != name or kind != "tenant":
            return plain(self)
        assert current_actor()
        return GuardedQuerySet(self.model, using=self._db)

    with patch.object(ScopedManager, "get_queryset", of_scoped), patch.object(TenantManager, "get_queryset", of_plain):
        yield


def in_order(mutant: str) -> list[str]:
    """The operations to ask: those about the table first, then those of its app, then the rest."""
    kind, name = mutant.split(":")
    if kind == "right":
        return [name]
    app = next(
        m for m in apps.get_models() if m.__name__ == name and m.__module__.startswith("dangjian.")
    )._meta.app_label

    def distance(operation_id: str) -> int:
        if any(model.__name__ == name for model in rows_named(operation_id)):
            return 0
        operation = known()[operation_id]
        return 1 if f"{operation.module}_{operation.app}" == app else 2

    return sorted(operations_to_try(), key=distance)


def noticed(realm: Realm, mutant: str) -> str:
    """The first thing that the matrix finds wrong with a mutant; empty when it lives."""
    with taken_off(mutant):
        for operation_id in in_order(mutant):
            try:
                found = asked(realm, operation_id, ROLES)
            except Exception as error:  # a crash is noticed as well
                return f"{operation_id}: {error!r}"
            if found:
                return f"{operation_id}: {found[0]}"
    return ""

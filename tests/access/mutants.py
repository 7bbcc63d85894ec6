"""Mutants of the rights: each takes one belt off, and the matrix has to notice (SEC-AC-06).

- `scope:<Model>`: the manager of the table no longer filters by the bound places and own rows;
- `own:<Model>`: whoever has a right about own rows of the table has it about everybody's;
- `tenant:<Model>`: the manager of the table no longer filters by tenant;
- `unscoped:<Model>`: the door past the places of the table leads past the tenant as well;
- `right:<operation>`: neither the route nor the doors behind it ask whether the person holds the Action;
- `rule:<name>`: a rule beside the managers says yes to everybody (`RULES`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db.models import Q

from dangjian.kernel.actor import Actor, Place, current_actor
from dangjian.kernel.doors import Unit
from dangjian.kernel.models.base import GuardedQuerySet, ScopedManager, ScopedModel, TenantManager
from dangjian.kernel.permissions import Public
from dangjian.kernel.scope import Scope, current_scope
from dangjian.work.life.models import Meeting
from dangjian.work.life.permissions import KEEP_RECORD
from dangjian.work.life.queries.loading import visible
from tests.access.matrix import asked, holds_anywhere
from tests.access.policy import operations_to_try, rows_named
from tests.access.realm import RELATIONS, ROLES, Realm
from tests.access.tables import TABLES, wrong_in
from tests.contracts.catalogue import known
from tests.roles import as_owner


def _everywhere(function: Callable[..., Any], instead: Callable[..., Any]) -> Iterator[Any]:
    """Patches of a function under every name by which a module of ours has imported it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("dangjian."):
            for attribute in [key for key, value in vars(module).items() if value is function]:
                yield patch.object(module, attribute, instead)


def _any_meeting(meeting_id: Any) -> tuple[Meeting, bool]:
    return Meeting.objects.unscoped("mutant").select_related("series").get(pk=meeting_id), True


def _any_place(meeting_id: Any) -> Scope:
    actor = current_actor()
    return Scope(actor.tenant_id, KEEP_RECORD.name, (Place(""),))


RULES: dict[str, Callable[[], Iterator[Any]]] = {
    "place_of_what_is_made": lambda: iter((patch.object(Unit, "require_place", lambda self, path: None),)),
    "who_sees_a_meeting": lambda: _everywhere(visible.visible_meeting, _any_meeting),
    "who_keeps_a_record": lambda: _everywhere(visible.keeper_scope, _any_place),
    "record_of_the_named_recorder": lambda: _everywhere(visible.keeps_record, lambda meeting: True),
    "who_signs_for_the_chair": lambda: _everywhere(visible.signs_as_chair, lambda meeting: True),
    "the_branch_alone": lambda: iter((
        patch.object(Actor, "places", lambda self, action, _asked=Actor.places: tuple(
            Place(place.path) for place in _asked(self, action)
        )),
    )),
}  # fmt: skip
"""Rules that decide about a row after it was read past its scope, or about a place; and that a branch is no subtree."""


def all_mutants() -> list[str]:
    """Every belt that can be taken off."""
    found = []
    for model in TABLES:
        found.append(f"tenant:{model.__name__}")
        if issubclass(model, ScopedModel):
            found += [f"scope:{model.__name__}", f"unscoped:{model.__name__}"]
            found += [f"own:{model.__name__}"] if model.scope_own else []
    # Where everybody may, there is no right to forget.
    guarded = [name for name in operations_to_try() if not isinstance(known()[name].action, Public)]
    found += [f"right:{name}" for name in guarded if not all(holds_anywhere(name, role) for role in ROLES)]
    return found + [f"rule:{name}" for name in RULES]


@contextmanager
def taken_off(mutant: str) -> Iterator[None]:
    """The product without that belt."""
    kind, name = mutant.split(":")
    with ExitStack() as off:
        if kind == "right":
            off.enter_context(patch.object(Actor, "may", lambda self, action: True))
        elif kind == "rule":
            for piece in RULES[name]():
                off.enter_context(piece)
        else:
            for piece in _managers(kind, name):
                off.enter_context(piece)
        yield


def _managers(kind: str, name: str) -> Iterator[Any]:
    """Patches of the managers for one table; for all others they stay as they are."""
    narrow, unscoped, plain = ScopedManager.narrow, ScopedManager.unscoped, TenantManager.get_queryset

    def of_scoped(self: Any, rows: Any) -> Any:
        scope = current_scope()
        if self.model.__name__ != name or kind == "unscoped":
            return narrow(self, rows)
        if kind == "scope":
            return rows.filter(tenant_id=scope.tenant_id)
        condition = scope.q(self.model.scope_path, self.model.scope_own)
        if kind == "own":
            everybody = scope.own and not scope.whole_tenant
            return rows.filter(Q() if everybody else condition or Q(), tenant_id=scope.tenant_id)
        return rows if condition is None else rows.filter(condition)

    def past_scope(self: Any, reason: str) -> Any:
        if self.model.__name__ != name or kind != "unscoped":
            return unscoped(self, reason)
        return GuardedQuerySet(self.model, using=self._db)

    def of_plain(self: Any) -> Any:
        if self.model.__name__ != name or kind != "tenant" or issubclass(self.model, ScopedModel):
            return plain(self)
        assert current_actor()
        return GuardedQuerySet(self.model, using=self._db)

    yield patch.object(ScopedManager, "narrow", of_scoped)
    yield patch.object(ScopedManager, "unscoped", past_scope)
    yield patch.object(TenantManager, "get_queryset", of_plain)


def near(mutant: str) -> list[str]:
    """The operations to ask: those about the table, then those of its app; the operation itself for a right."""
    kind, name = mutant.split(":")
    if kind == "right":
        return [name]
    if kind == "rule":
        return sorted(operations_to_try(), key=lambda operation_id: "_life_" not in operation_id)
    app = next(model for model in TABLES if model.__name__ == name)._meta.app_label
    about = [o for o in operations_to_try() if any(model.__name__ == name for model in rows_named(o))]
    of_app = [o for o in operations_to_try() if f"{known()[o].module}_{known()[o].app}" == app]
    return list(dict.fromkeys([*about, *of_app]))


def noticed(realm: Realm, mutant: str) -> tuple[str, str]:
    """By what the matrix notices a mutant, and the first thing it finds wrong; two empty texts when it lives.

    First by requests ("requests"), then by the managers asked alone ("tables"). As the owner of the tables: on
    PostgreSQL the policies would stand in for the belt that is missing, and nobody would notice that it is.
    """
    kind, name = mutant.split(":")
    relations = ("own", "other") if kind in {"tenant", "unscoped"} else RELATIONS
    with as_owner(), taken_off(mutant):
        for operation_id in near(mutant):
            try:
                found = asked(realm, operation_id, ROLES, relations)
            except Exception as error:  # a crash is noticed as well
                return "requests", f"{operation_id}: {error!r}"
            if found:
                return "requests", f"{operation_id}: {found[0]}"
        for model in TABLES:
            if model.__name__ == name and (found := wrong_in(realm, model)):
                return "tables", found[0]
    return "", ""

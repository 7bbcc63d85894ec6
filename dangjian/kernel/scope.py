"""Scopes: which rows an actor may touch for one Action. One predicate serves the check and the filter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from dangjian.kernel.actor import Actor, Place
from dangjian.kernel.errors import NoScope
from dangjian.kernel.permissions import Action

SEGMENT = 4
"""Characters of one path segment: up to 1,679,616 children an organisation."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
AFTER = "{"
"""The character after "z": upper end of a subtree's range, so that the index serves it as one range."""


def segment(number: int) -> str:
    """The `number`-th path segment. Raises ValueError beyond the last."""
    if not 0 <= number < len(_DIGITS) ** SEGMENT:
        raise ValueError("too many children under one organisation")
    text = ""
    for _ in range(SEGMENT):
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    return text


def child_path(parent: str, number: int) -> str:
    """Path of the `number`-th child of `parent` ("" for a root)."""
    return parent + segment(number)


def in_subtree(path: str, root: str) -> bool:
    """Whether `path` is `root` or lies below it."""
    return path.startswith(root)


def ancestors(path: str) -> list[str]:
    """Paths from the root down to `path` itself."""
    return [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]


def subtree_q(field: str, root: str) -> Q:
    """Filter for the subtree of `root`, written as a range that an index can serve. "" filters nothing.

    The tree under a root organisation is nearly everything: there a range would only lure planners without statistics
    (SQLite) away from the index that serves order and filter, so it is written as a plain prefix.
    """
    if not root:
        return Q()
    if len(root) <= SEGMENT:
        return Q(**{f"{field}__startswith": root})
    return Q(**{f"{field}__gte": root, f"{field}__lt": root + AFTER})


@dataclass(frozen=True, slots=True)
class Scope:
    """What is visible: the tenant, the places, and one's own rows where the action allows it."""

    tenant_id: UUID
    action: str
    places: tuple[Place, ...]
    own_person_id: UUID | None = None
    own_account_id: UUID | None = None
    own: bool = False

    @property
    def whole_tenant(self) -> bool:
        return any(place.path == "" and place.subtree for place in self.places)

    def covers(self, path: str) -> bool:
        """Whether a row of organisation `path` lies in one of the places."""
        return any(place.covers(path) for place in self.places)

    def q(self, path_field: str, own_field: str | None) -> Q | None:
        """Filter for a model; None when everything of the tenant is visible. An empty scope filters all rows out."""
        if self.whole_tenant:
            return None
        condition = Q(pk__in=[])
        for place in self.places:
            condition |= subtree_q(path_field, place.path) if place.subtree else Q(**{path_field: place.path})
        if self.own and own_field:
            if own_field == "account_id" and self.own_account_id:
                condition |= Q(account_id=self.own_account_id)
            elif own_field != "account_id" and self.own_person_id:
                condition |= Q(**{own_field: self.own_person_id})
        return condition


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def bound_scope() -> Scope | None:
    """The bound scope, or None outside a door."""
    return _scope.get()


def current_scope() -> Scope:
    """The bound scope. Raises NoScope outside a door."""
    scope = _scope.get()
    if scope is None:
        raise NoScope("rows were asked for outside a command or query")
    return scope


def scope_for(actor: Actor, action: Action) -> Scope:
    """The scope of an actor for an action (may be empty)."""
    return Scope(
        tenant_id=actor.tenant_id,
        action=action.name,
        places=actor.places(action),
        own_person_id=actor.person_id,
        own_account_id=actor.account_id,
        own=action.own,
    )


@contextmanager
def bind_scope(scope: Scope | None) -> Iterator[None]:
    """Bind a scope inside the block."""
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)

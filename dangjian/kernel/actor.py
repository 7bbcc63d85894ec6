"""Who is acting. There is no anonymous default: without an actor, doors and managers raise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from dangjian.kernel.errors import NoActor
from dangjian.kernel.permissions import SIGNED_IN, Action, actions_of_role


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the organisation tree: one organisation, or the whole subtree under it. Path "" is the tenant."""

    path: str
    subtree: bool = True

    def covers(self, path: str) -> bool:
        return path.startswith(self.path) if self.subtree else path == self.path


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in a place. `until` is the last day on which it counts; `source` says where it comes from."""

    role: str
    org_id: UUID | None
    org_path: str
    subtree: bool = True
    until: date | None = None
    source: str = "grant"
    ends_at: datetime | None = None
    """The moment after which it counts no more, for a right that is given for less than a day."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work (or the system itself, with a reason) in one tenant."""

    kind: Literal["person", "system"]
    tenant_id: UUID
    name: str
    account_id: UUID | None = None
    person_id: UUID | None = None
    surface: str = ""
    request_id: str = ""
    address: str = ""
    """Network address that the request came from; empty for the system itself."""
    grants: tuple[Grant, ...] = ()
    limited_to: frozenset[str] | None = None
    """When set, only these actions are open (for example: only enrolling a second factor)."""
    reduced: bool = False
    """A phone that is remembered: only operations declared `remembered` are open until its owner is asked again."""
    fresh_until: datetime | None = None
    """Until when the last full authentication counts for operations declared with `step_up` (SEC-AUTH-06)."""

    def may(self, action: Action) -> bool:
        """Whether the actor holds the action anywhere (or for their own rows)."""
        if self.limited_to is not None and action.name not in self.limited_to:
            return False
        if self.kind == "system" or action is SIGNED_IN or action.own:
            return True
        return any(action.name in actions_of_role(grant.role) for grant in self.grants)

    def places(self, action: Action) -> tuple[Place, ...]:
        """Where the actor holds the action, without places contained in others."""
        if self.limited_to is not None and action.name not in self.limited_to:
            return ()
        if self.kind == "system":
            return (Place(""),)
        held = {
            Place("" if action.tenant_wide else g.org_path, True if action.tenant_wide else g.subtree)
            for g in self.grants
            if action.name in actions_of_role(g.role)
        }
        return tuple(
            sorted(
                (p for p in held if not any(o != p and o.subtree and p.path.startswith(o.path) for o in held)),
                key=lambda place: place.path,
            )
        )


_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


def current_actor() -> Actor:
    """The acting person. Raises NoActor when nobody is."""
    actor = _actor.get()
    if actor is None:
        raise NoActor("nobody is acting: bind an actor with acting_as()")
    return actor


def actor_or_none() -> Actor | None:
    """The acting person, or None before sign-in."""
    return _actor.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Act as `actor` inside the block. A scope bound for somebody else is put aside."""
    from dangjian.kernel.scope import bind_scope

    token = _actor.set(actor)
    try:
        with bind_scope(None):
            yield actor
    finally:
        _actor.reset(token)


@contextmanager
def nobody_acting() -> Iterator[None]:
    """Nobody acts inside the block: before sign-in, and in tests of it."""
    from dangjian.kernel.scope import bind_scope

    token = _actor.set(None)
    try:
        with bind_scope(None):
            yield
    finally:
        _actor.reset(token)


def system_actor(tenant_id: UUID, reason: str) -> Actor:
    """The system itself in one tenant: handlers, jobs, management commands. The reason goes into the audit rows."""
    return Actor(kind="system", tenant_id=tenant_id, name=f"系统（{reason}）", surface="system")

"""How far a statement reaches: the bound places, one tenant, or all tenants.

The managers mark every query that they begin; the mark travels with it through filters and subqueries. When the
statement runs, the reach of each guarded table in it is told to the data base, whose policies hold to it whatever the
conditions of the statement say. What carries no mark and no actor reaches nothing: the data base answers with an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import lru_cache
from typing import Any, Final, Literal
from uuid import UUID

from dangjian.kernel.actor import actor_or_none
from dangjian.kernel.rowlevel.tables import Guarded, guarded
from dangjian.kernel.scope import AFTER, Scope, bound_scope

ALL: Final = "all"
"""Every tenant: only `across_tenants` says so."""
BOUND: Final = "bound"
"""The scope that is bound when the statement runs (the tenant, for tables without organisations)."""
NOTHING: Final = "nothing"
"""Nobody acts, or no scope is bound where one is needed."""
Mark = Scope | UUID | Literal["all", "bound", "nothing"]
Reaches = dict[str, Mark]
"""The reach of each guarded table of a statement."""

_asked: ContextVar[Reaches | None] = ContextVar("reaches", default=None)


def mark(query: Any, reach: Mark) -> None:
    """Say how far the query of a query set reaches."""
    query.dj_reach = reach


def mark_if_new(query: Any) -> None:
    """A query that nobody has marked reaches what is bound."""
    if "dj_reach" not in query.__dict__:
        query.dj_reach = BOUND


@contextmanager
def collecting() -> Iterator[Reaches]:
    """Statements that run in the block have the reaches that were noted in it, and no others."""
    reaches: Reaches = {}
    before = _asked.set(reaches)
    try:
        yield reaches
    finally:
        end(before)


def begin() -> Token[Reaches | None]:
    """Begin to note for a statement: `collecting` for those who count microseconds."""
    return _asked.set({})


def end(before: Token[Reaches | None]) -> None:
    """The statement has run."""
    _asked.reset(before)


@contextmanager
def reaching(names: Iterable[str], far: Mark) -> Iterator[None]:
    """Statements in the block reach so far into these tables, where they are guarded, and nowhere else."""
    with collecting() as reaches:
        for name in names:
            if name in guarded():
                reaches[name] = far
        yield


def prepared_reach() -> Mark:
    """How far a prepared statement reaches: the acting tenant; all of them only before it is known who acts."""
    reach = acting_reach()
    return ALL if reach == NOTHING else reach


def noted() -> Reaches | None:
    """What was noted for the statement at hand; None for a statement that no query set compiled."""
    return _asked.get()


def note(query: Any) -> None:
    """Note the tables of a query that is being compiled, when a statement is being put together."""
    reaches = _asked.get()
    if reaches is None:
        return
    tables = guarded()
    base = _resolved(getattr(query, "dj_reach", None))
    joined: Mark = base.tenant_id if isinstance(base, Scope) else base
    first = query.base_table
    for alias, count in query.alias_refcount.items():
        table = tables.get(query.alias_map[alias].table_name) if count else None
        if table is not None:
            add(reaches, table, base if alias == first else joined)


def note_written(query: Any) -> None:
    """Note the table that a statement inserts into, changes or deletes from."""
    reaches = _asked.get()
    table = guarded().get(query.get_meta().db_table)
    if reaches is not None and table is not None:
        add(reaches, table, _resolved(getattr(query, "dj_reach", None)))


def add(reaches: Reaches, table: Guarded, reach: Mark) -> None:
    """Add a table; one that stands in a statement twice has the wider reach."""
    if reach == BOUND:
        reach = _bound(table)
    known = reaches.get(table.name)
    reaches[table.name] = reach if known is None or known == reach else _wider(known, reach)


def acting_reach() -> Mark:
    """The tenant of whoever acts."""
    actor = actor_or_none()
    return NOTHING if actor is None else actor.tenant_id


def _resolved(reach: Mark | None) -> Mark:
    """Queries of Django itself (following a foreign key, saving a loaded row by its key) reach the acting tenant."""
    return acting_reach() if reach is None else reach


def _bound(table: Guarded) -> Mark:
    scope = bound_scope()
    if table.by_place:
        return NOTHING if scope is None else scope
    return acting_reach() if scope is None else scope.tenant_id


def _wider(one: Mark, other: Mark) -> Mark:
    for extreme in (NOTHING, ALL):
        if extreme in (one, other):
            return extreme
    tenants = {reach.tenant_id if isinstance(reach, Scope) else reach for reach in (one, other)}
    return next(iter(tenants)) if len(tenants) == 1 else NOTHING


def settings_for(reaches: Reaches) -> dict[str, str] | None:
    """The settings that tell these reaches to the policies; None when the statement reaches all tenants."""
    if ALL in reaches.values():
        return None
    tables = guarded()
    found: dict[str, str] = {}
    for name, reach in reaches.items():
        table = tables[name]
        if table.by_place:
            found.update(_of_places(table, reach))
            continue
        tenant = _tenant(reach)
        # Two tenants in one statement: nothing may be seen of either.
        found["dj.tenant"] = tenant if found.get("dj.tenant", tenant) == tenant else ""
    return found


def _tenant(reach: Mark) -> str:
    return str(reach.tenant_id if isinstance(reach, Scope) else reach) if isinstance(reach, Scope | UUID) else ""


@lru_cache(maxsize=4096)
def _of_places(table: Guarded, reach: Mark) -> dict[str, str]:
    low, high, among, own = "", AFTER, "", ""
    if isinstance(reach, Scope):
        low, high, among = _range(reach)
        own = str(_own(table, reach) or "")
    stem = table.settings
    return {
        f"{stem}_of": _tenant(reach),
        f"{stem}_low": low,
        f"{stem}_high": high,
        f"{stem}_among": among,
        f"{stem}_own": own,
    }


def _range(scope: Scope) -> tuple[str, str, str]:
    """The range around all places, and a pattern of the places where there are several."""
    if scope.whole_tenant:
        return "", AFTER, ""
    if not scope.places:
        return "", "", ""
    low = min(place.path for place in scope.places)
    high = max(place.path + (AFTER if place.subtree else "!") for place in scope.places)
    if len(scope.places) == 1:
        return low, high, ""
    return low, high, "^(" + "|".join(p.path if p.subtree else f"{p.path}$" for p in scope.places) + ")"


def _own(table: Guarded, scope: Scope) -> UUID | None:
    if not scope.own or table.own is None:
        return None
    return scope.own_account_id if table.own_is_account else scope.own_person_id

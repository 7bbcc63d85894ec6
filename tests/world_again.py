"""The small world put back: built by the product's code once in a process, then its very rows for each further test.

Building it (sealing each value, making keys, some sixty statements) took longer than most tests. What comes back are
the statements that the first building sent, ids and sealed values alike, the keys it made, and a copy of its objects.
Whatever a process keeps in memory by id is dropped first: the ids of one test are those of the next.
"""

from __future__ import annotations

import pickle
import re
import sys
import time
from dataclasses import dataclass
from typing import Any

from django.db import connection

from dangjian.kernel.crypto.keyring import CACHE_SECONDS, KeyInUse, keyring
from dangjian.kernel.models import Tenant
from dangjian.kernel.models.keys import DataKey
from tests.roles import as_owner
from tests.world import World, build_world

_KEPT_BY_ID = re.compile(r"(dict|OrderedDict)\[(tuple\[)?UUID\b")
"""How the modules of the product declare what they remember of tenants, people and rows."""


@dataclass(frozen=True)
class _Snapshot:
    statements: list[tuple[str, Any]]
    world: bytes
    keys: list[tuple[tuple[Any, str, str], KeyInUse]]
    provider: Any


_taken: list[_Snapshot] = []


def world_again() -> World:
    """The world in an empty data base; call it with the clock stopped at TODAY. Where there are rows already, or
    another master key, it is built anew."""
    forget_what_is_kept()
    if not _is_empty():
        return build_world()
    if not _taken:
        return _taking()
    (snapshot,) = _taken
    if keyring.provider is not snapshot.provider:
        return build_world()
    _write(snapshot.statements)
    expires = time.monotonic() + CACHE_SECONDS
    for place, key in snapshot.keys:
        fresh = key._replace(expires=expires)
        keyring._by_place[place] = keyring._by_id[key.key_id] = fresh
    world: World = pickle.loads(snapshot.world)
    return world


def forget_what_is_kept() -> None:
    """Empty what the modules of the product remember by id."""
    for name, module in list(sys.modules.items()):
        if name.startswith("dangjian.") and module is not None:
            for variable, kind in getattr(module, "__annotations__", {}).items():
                if isinstance(kind, str) and _KEPT_BY_ID.match(kind):
                    vars(module)[variable].clear()


def _is_empty() -> bool:
    tenants = Tenant.objects.exists()
    return not tenants and not DataKey.objects.exists()


def _taking() -> World:
    """Build it and keep what was written."""
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith("INSERT"):
            assert not many
            sent.append(_ready(sql, params, context["cursor"]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        world = build_world()
    pending = [(place, key) for place, (key, _) in keyring._uncommitted.by_place.items()]
    keys = [*keyring._by_place.items(), *pending]
    _taken.append(_Snapshot(sent, pickle.dumps(world), keys, keyring.provider))
    return world


def _ready(sql: str, params: Any, cursor: Any) -> tuple[str, Any]:
    """On PostgreSQL the finished text, so that all of them travel in one message."""
    return (cursor.cursor.mogrify(sql, params), None) if connection.vendor == "postgresql" else (sql, params)


def _write(statements: list[tuple[str, Any]]) -> None:
    if connection.vendor == "postgresql":
        with as_owner():
            raw: Any = connection.connection
            raw.execute(";".join(text for text, _ in statements))
        return
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)

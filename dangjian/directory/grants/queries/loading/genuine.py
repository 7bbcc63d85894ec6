"""Which rows of the grant table were written through the doors (SEC-DATA-04)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from dangjian.directory.grants.models import RoleGrant
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.crypto.rowseals import seal_field

_found = seal_field(RoleGrant)
assert _found is not None
SEAL = _found
OWN = (*SEAL.columns, SEAL.name)
PARENT = tuple(f"parent__{name}" for name in OWN)
PLACE = ("org_path", "organisation__org_path")
COLUMNS = (*OWN, *PLACE, *PARENT)
"""What a statement has to read for a row to be judged: itself, its place, and the right behind it."""
PORTION = 2_000
_TOLD_EVERY = 3600.0
_listeners: list[Callable[..., Any]] = []
_told: dict[UUID, float] = {}
"""When this process last told of a row."""


def is_genuine(row: Mapping[str, Any]) -> bool:
    """Whether a row of `COLUMNS` says what a command wrote, lies where its organisation lies, and stands on a right
    that is genuine too. Raises KeyUnavailable."""
    if not SEAL.fits([row[name] for name in SEAL.columns], row[SEAL.name]):
        return False
    if row["org_path"] != (row["organisation__org_path"] or ""):
        return False
    if row["parent_id"] is None:
        return True
    return SEAL.fits([row[f"parent__{name}"] for name in SEAL.columns], row[f"parent__{SEAL.name}"])


def broken_ids(rows: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """Those of some rows that are not genuine. A delegation whose right was deleted gives nothing and is no matter."""
    return [row["id"] for row in rows if not is_genuine(row) and not _is_bereft(row)]


def seal_figures() -> tuple[int, int]:
    """How many grants of the tenant there are, and how many of them are not genuine."""
    checked = broken = 0
    rows = RoleGrant.objects.unscoped("figures only").filter(revoked_at=None).values(*COLUMNS)
    for row in rows.iterator(chunk_size=PORTION):
        checked += 1
        broken += bool(broken_ids([row]))
    return checked, broken


def _is_bereft(row: Mapping[str, Any]) -> bool:
    return row["source"] == "delegation" and row["parent_id"] is None


def when_broken(tell: Callable[..., Any]) -> None:
    """Declare the command that raises the alarm (`grant_ids=`): reading knows none."""
    _listeners.append(tell)


def tell_at_once(tenant_id: UUID, grant_ids: list[UUID]) -> None:
    """Raise the alarm about rows that were just refused; of each once an hour from this process."""
    moment = time.monotonic()
    fresh = [grant_id for grant_id in grant_ids if grant_id not in _told or _told[grant_id] + _TOLD_EVERY < moment]
    if not fresh:
        return
    with acting_as(system_actor(tenant_id, "授权封签核对")):
        for tell in _listeners:
            tell(grant_ids=fresh)
    _told.update(dict.fromkeys(fresh, moment))


def forget_told() -> None:
    """Tell of everything again (tests)."""
    _told.clear()

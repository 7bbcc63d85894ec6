"""Limits on calls: so many in a length of time, for a person, an address or a costly operation (SEC-IN-06).

Counted in the memory of each process: a limit protects the process, and asking costs no statement. With N processes a
caller gets at most N times as much. Guessing of passwords is counted in the data base, by `identity.accounts.attempts`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings

from dangjian.kernel import clock
from dangjian.kernel.errors import TooMany

KEPT = 50_000
"""Callers remembered at most; beyond that those whose time is over are forgotten, then everybody."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many calls within a length of time for each caller."""

    name: str
    calls: int
    within: timedelta


PERSON = Budget("person", 900, timedelta(minutes=1))
"""A page asks 5 to 20 things; nobody opens a page a second for a minute."""
ADDRESS = Budget("address", 6000, timedelta(minutes=1))
"""Callers that are not signed in; a whole enterprise may sit behind one address when a meeting begins."""
EXPORTS = Budget("export", 20, timedelta(minutes=10))
CODES = Budget("code", 30, timedelta(minutes=10))
"""Codes that are typed: more is somebody who guesses."""
SEARCHES = Budget("search", 120, timedelta(minutes=1))
UPLOADS = Budget("upload", 200, timedelta(minutes=10))
"""The photos of a meeting come in one go."""

_spent: dict[tuple[str, str], tuple[datetime, int]] = {}
_guard = threading.Lock()


def spend(budget: Budget, caller: str) -> None:
    """Count one call of a caller. Raises TooMany with the seconds to wait when the budget is used up."""
    if not settings.CALL_LIMITS:
        return
    now, key = clock.now(), (budget.name, caller)
    with _guard:
        since, calls = _spent.get(key, (now, 0))
        if now >= since + budget.within or now < since:
            since, calls = now, 0
        if calls < budget.calls:
            if len(_spent) >= KEPT:
                _forget_some(now)
            _spent[key] = (since, calls + 1)
            return
    wait = ceil((since + budget.within - now).total_seconds())
    raise TooMany(
        "kernel.too_many_calls",
        f"操作过于频繁，请 {wait} 秒后再试，已填写的内容不会丢失。",
        extra={"retry_after": wait},
    )


def forget() -> None:
    """Forget what everybody has spent (tests)."""
    with _guard:
        _spent.clear()


def _forget_some(now: datetime) -> None:
    longest = max(budget.within for budget in (PERSON, ADDRESS, EXPORTS, SEARCHES, UPLOADS))
    for key in [key for key, (since, _) in _spent.items() if now >= since + longest]:
        del _spent[key]
    if len(_spent) >= KEPT:
        _spent.clear()

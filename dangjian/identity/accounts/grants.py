"""Rights of an account, asked once for each version of them and kept in the process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from datetime import date
from uuid import UUID

from django.conf import settings

from dangjian.identity.accounts.permissions import ADMINISTRATOR_ROLES
from dangjian.identity.accounts.ports import GRANTS_OF_ACCOUNT
from dangjian.kernel import clock, ports
from dangjian.kernel.actor import Grant

KEPT = 20_000
"""Accounts whose rights a process remembers."""
KEPT_SECONDS = 300.0
"""A second line: a change that forgot to raise the version is seen after five minutes all the same."""

_lock = threading.Lock()
_known: OrderedDict[tuple[UUID, int], tuple[float, date, tuple[Grant, ...]]] = OrderedDict()


def grants_of(*, account_id: UUID, person_id: UUID | None, tenant_id: UUID, version: int) -> tuple[Grant, ...]:
    """The grants of an account that count today. Costs nothing while `version` stays the same."""
    key, today = (account_id, version), clock.today()
    with _lock:
        found = _known.get(key)
        if found is not None and found[0] > time.monotonic() and found[1] == today:
            _known.move_to_end(key)
            return _at_this_moment(found[2])
    fresh = _ask(account_id, person_id, tenant_id, today)
    with _lock:
        _known[key] = (time.monotonic() + KEPT_SECONDS, today, fresh)
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return _at_this_moment(fresh)


def _at_this_moment(grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """Without those that were given for less than a day and are over."""
    if all(grant.ends_at is None for grant in grants):
        return grants
    now = clock.now()
    return tuple(grant for grant in grants if grant.ends_at is None or grant.ends_at > now)


def is_administrator(grants: tuple[Grant, ...]) -> bool:
    """Whether one of the grants makes somebody one of the three administrators."""
    return any(grant.role in ADMINISTRATOR_ROLES for grant in grants)


def must_have_second_factor(grants: tuple[Grant, ...]) -> bool:
    """Whether somebody with these grants has to enrol a second factor: administrators, but for the demo mode."""
    return is_administrator(grants) and not settings.DEMO_MODE


def forget_cache() -> None:
    """Ask anew for everybody (tests, and after rights were changed for many at once in this process)."""
    with _lock:
        _known.clear()


def _ask(account_id: UUID, person_id: UUID | None, tenant_id: UUID, today: date) -> tuple[Grant, ...]:
    if not ports.answered(GRANTS_OF_ACCOUNT):
        return ()
    held = ports.ask(GRANTS_OF_ACCOUNT, account_id=account_id, person_id=person_id, tenant_id=tenant_id)
    return tuple(grant for grant in held if grant.until is None or grant.until >= today)

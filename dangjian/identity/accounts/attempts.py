"""Counting log-in attempts in the data base, so that all processes count together (SEC-AUTH-04)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from dangjian.identity.accounts.devices import device_nonce
from dangjian.identity.accounts.models import LoginCounter
from dangjian.identity.accounts.rules import lockout
from dangjian.identity.accounts.visit import Visit, address_group
from dangjian.kernel import clock
from dangjian.kernel.errors import TooMany
from dangjian.kernel.turns import writing_transaction

KEPT_FOR = timedelta(days=3)
"""Longer than the longest lock and its memory."""
_ALL = "all"


@dataclass(frozen=True)
class Attempt:
    """One log-in attempt: the key it counts against, and whether it was admitted."""

    key: str
    kind: str
    account_id: UUID | None
    address_key: str
    admitted: bool
    lock_ended: bool = False
    """The key had been locked and its lock was over when this attempt came."""
    failures: int = 0
    """Failures in a row before this attempt, as far as they still count."""


def begin(visit: Visit, *, account_id: UUID | None, identifier: str, purpose: str = "password") -> Attempt:
    """Count an attempt before anything is checked.

    Unknown identifiers count like accounts, so that nothing tells whether an account exists. Raises TooMany when the
    address, or the whole installation, has failed too often; that does not depend on the account either.
    """
    nonce = device_nonce(visit.device, account_id) if account_id else None
    kind = "device" if nonce else "account"
    key = _key(purpose, kind, str(account_id or identifier), nonce or "")
    address_key = _key("address", address_group(visit.address))
    now = clock.now()
    with writing_transaction():
        _refuse_floods(address_key, known_device=nonce is not None)
        row = _locked_rows({key: (kind, account_id)})[key]
        before = _value(row)
        after, admitted = lockout.charge(before, now)
        _store([row], [after])
    ended = before.locked_until is not None and not lockout.is_locked(before, now)
    failures = lockout.ATTEMPTS_PER_ACCOUNT if ended else max(after.attempts - 1, 0)
    return Attempt(key, kind, account_id, address_key, admitted, ended, failures)


@writing_transaction()
def failed(attempt: Attempt) -> lockout.Counter:
    """Settle an attempt that failed; returns the counter of its key."""
    now = clock.now()
    broad = {
        attempt.address_key: ("address", lockout.FAILURES_PER_ADDRESS),
        _key(_ALL): ("all", lockout.FAILURES_IN_ALL),
    }
    wanted: dict[str, tuple[str, UUID | None]] = {key: (kind, None) for key, (kind, _) in broad.items()}
    rows = _locked_rows({attempt.key: (attempt.kind, attempt.account_id)} | wanted)
    settled = lockout.settle_failure(_value(rows[attempt.key]), now)
    values = [settled]
    for key, (_, limit) in broad.items():
        counted, _ = lockout.charge(_value(rows[key]), now, limit=limit)
        values.append(lockout.settle_failure(counted, now, limit=limit))
    _store([rows[attempt.key], *(rows[key] for key in broad)], values)
    return settled


@writing_transaction()
def succeeded(attempt: Attempt) -> None:
    """Forget the failures of the key after a right password."""
    row = _locked_rows({attempt.key: (attempt.kind, attempt.account_id)})[attempt.key]
    _store([row], [lockout.settle_success(_value(row), clock.now())])


def unlock(account_id: UUID) -> int:
    """Take all locks off an account. Returns how many counters were cleared."""
    count, _ = LoginCounter.objects.filter(account_id=account_id).delete()
    return count


def locked_until(account_ids: list[UUID]) -> dict[UUID, datetime]:
    """For each of the accounts that is locked for unknown devices: until when."""
    rows = LoginCounter.objects.filter(account_id__in=account_ids, kind="account", locked_until__gt=clock.now())
    return {row.account_id: row.locked_until for row in rows if row.account_id and row.locked_until}


def remove_old() -> int:
    """Delete counters that no longer matter. Returns how many."""
    count, _ = LoginCounter.objects.filter(updated_at__lt=clock.now() - KEPT_FOR).delete()
    return count


def _refuse_floods(address_key: str, *, known_device: bool) -> None:
    now = clock.now()
    keys = [address_key] if known_device else [address_key, _key(_ALL)]
    for row in LoginCounter.objects.filter(key__in=keys):
        if lockout.is_locked(_value(row), now):
            raise TooMany(
                "identity.too_many_attempts",
                "登录失败次数过多，请 15 分钟后再试，或使用以前登录过的设备。",
                extra={"retry_after": int(lockout.WINDOW.total_seconds())},
            )


def _locked_rows(wanted: dict[str, tuple[str, UUID | None]]) -> dict[str, LoginCounter]:
    """The counters of the keys (with kind and account), locked in one order so that log-ins do not block each other."""
    rows = LoginCounter.objects.select_for_update().filter(key__in=wanted).order_by("key")
    found = {row.key: row for row in rows}
    if len(found) < len(wanted):
        missing = [
            LoginCounter(key=key, kind=kind, account_id=account_id, updated_at=clock.now())
            for key, (kind, account_id) in sorted(wanted.items())
            if key not in found
        ]
        LoginCounter.objects.bulk_create(missing, ignore_conflicts=True)
        found = {row.key: row for row in rows.all()}
    return found


def _value(row: LoginCounter) -> lockout.Counter:
    return lockout.Counter(row.attempts, row.window_started_at, row.locked_until, row.level)


def _store(rows: list[LoginCounter], values: list[lockout.Counter]) -> None:
    now = clock.now()
    for row, value in zip(rows, values, strict=True):
        row.attempts, row.window_started_at = value.attempts, value.window_started_at
        row.locked_until, row.level, row.updated_at = value.locked_until, value.level, now
    LoginCounter.objects.bulk_update(rows, ["attempts", "window_started_at", "locked_until", "level", "updated_at"])


def _key(*parts: str) -> str:
    secret = settings.SECRET_KEY.encode("utf-8")
    return hmac.new(secret, "\x1f".join(("attempt", *parts)).encode("utf-8"), hashlib.sha256).hexdigest()

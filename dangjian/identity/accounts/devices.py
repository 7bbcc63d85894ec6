"""Known devices: a signed cookie says which accounts have signed in here before (SEC-AUTH-04).

Somebody who guesses from afar locks the account for unknown devices only; its owner, on a device used before, has a
counter apart and gets in.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from django.core import signing

from dangjian.identity.accounts.visit import DEVICE_LASTS

_SALT = "identity.known_device"
_ACCOUNTS_PER_DEVICE = 8
"""A shared machine in the office: the latest eight people stay known."""


def device_nonce(cookie: str, account_id: UUID) -> str | None:
    """The nonce under which this device knows the account, or None when it does not."""
    return _read(cookie).get(str(account_id))


def remember(cookie: str, account_id: UUID) -> str:
    """The cookie after `account_id` signed in on this device."""
    known = _read(cookie)
    nonce = known.pop(str(account_id), None) or secrets.token_urlsafe(16)
    known[str(account_id)] = nonce
    latest = dict(list(known.items())[-_ACCOUNTS_PER_DEVICE:])
    return signing.dumps(latest, salt=_SALT, compress=False)


def _read(cookie: str) -> dict[str, str]:
    if not cookie or len(cookie) > 2000:
        return {}
    try:
        found = signing.loads(cookie, salt=_SALT, max_age=DEVICE_LASTS)
    except signing.BadSignature:
        return {}
    return dict(found) if isinstance(found, dict) else {}

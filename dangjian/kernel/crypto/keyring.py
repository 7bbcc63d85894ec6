"""Data keys in use: made when first needed, kept wrapped in the data base, cached unwrapped for ten minutes."""

from __future__ import annotations

import secrets
import threading
import time
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.hmac import HMAC
from django.db import connection, transaction

from dangjian.kernel import clock
from dangjian.kernel.crypto.primitives import SealBroken, hmac_sm3_state, new_key
from dangjian.kernel.crypto.providers import KeyProvider, KeyUnavailable, key_provider

SEAL = "seal"
INDEX = "index"
CACHE_SECONDS = 600.0


class KeyInUse(NamedTuple):
    """An unwrapped data key. `state` is the HMAC state to copy, for index keys."""

    key_id: int
    tenant_id: UUID
    key: bytes
    state: HMAC | None
    expires: float


class _Uncommitted(threading.local):
    """Keys made in a transaction that is still open: others must not use them, for they may be rolled back."""

    def __init__(self) -> None:
        self.by_place: dict[tuple[UUID, str, str], tuple[KeyInUse, object]] = {}


class KeyRing:
    """Finds the key to seal with (by tenant, purpose, domain) and the key to open with (by id)."""

    def __init__(self, provider: KeyProvider | None = None) -> None:
        self._provider = provider
        self._by_place: dict[tuple[UUID, str, str], KeyInUse] = {}
        self._by_id: dict[int, KeyInUse] = {}
        self._uncommitted = _Uncommitted()

    @property
    def provider(self) -> KeyProvider:
        return self._provider or key_provider()

    def active(self, tenant_id: UUID, purpose: str, domain: str) -> KeyInUse:
        """The key that seals (or indexes) now; made when there is none. Raises KeyUnavailable."""
        place = (tenant_id, purpose, domain)
        found = self._by_place.get(place)
        if found is not None and found.expires > time.monotonic():
            return found
        pending = self._pending(place)
        if pending is not None:
            return pending
        return self._load_active(place) or self._make(place)

    def by_id(self, key_id: int) -> KeyInUse:
        """The key that sealed a value. Raises SealBroken when there is no such key (any more)."""
        found = self._by_id.get(key_id)
        if found is not None and found.expires > time.monotonic():
            return found
        for place in list(self._uncommitted.by_place):
            pending = self._pending(place)
            if pending is not None and pending.key_id == key_id:
                return pending
        from dangjian.kernel.models.keys import DataKey

        row = DataKey.objects.filter(key_id=key_id).exclude(state=DataKey.DESTROYED).first()
        if row is None:
            raise SealBroken(f"data key {key_id} does not exist or was destroyed")
        key = self._unwrap(row)
        self._by_id[key_id] = key
        return key

    def forget(self) -> None:
        """Drop all cached keys (tests, and after keys were changed by another process)."""
        self._by_place.clear()
        self._by_id.clear()
        self._uncommitted.by_place.clear()

    def _load_active(self, place: tuple[UUID, str, str]) -> KeyInUse | None:
        from dangjian.kernel.models.keys import DataKey

        tenant_id, purpose, domain = place
        row = (
            DataKey.objects.filter(tenant_id=tenant_id, purpose=purpose, domain=domain, state=DataKey.ACTIVE)
            .order_by("-generation")
            .first()
        )
        if row is None:
            return None
        key = self._unwrap(row)
        self._by_place[place] = self._by_id[key.key_id] = key
        return key

    def _make(self, place: tuple[UUID, str, str]) -> KeyInUse:
        """Make the first key of a place. When another process is faster, its key is taken."""
        from dangjian.kernel.models.keys import DataKey, end_of_key

        tenant_id, purpose, domain = place
        self.check_provider()
        plain, key_id, kek_version = new_key(), secrets.randbits(32), self.provider.version()
        wrapped = self.provider.wrap(plain, wrap_context(key_id, tenant_id, purpose, domain))
        moment = clock.now()
        row = DataKey(
            key_id=key_id,
            tenant_id=tenant_id,
            purpose=purpose,
            domain=domain,
            kek_version=kek_version,
            wrapped=wrapped,
            created_at=moment,
            ends_on=end_of_key(moment),
        )
        DataKey.objects.bulk_create([row], ignore_conflicts=True)
        if not DataKey.objects.filter(key_id=key_id, tenant_id=tenant_id, purpose=purpose, domain=domain).exists():
            return self._load_active(place) or self._make(place)
        key = _in_use(key_id, tenant_id, purpose, plain)

        def publish() -> None:
            self._by_place[place] = self._by_id[key_id] = key

        if connection.in_atomic_block:
            self._uncommitted.by_place[place] = (key, publish)
            transaction.on_commit(publish)
        else:
            publish()
        return key

    def _pending(self, place: tuple[UUID, str, str]) -> KeyInUse | None:
        """A key made in the transaction that is open now. Django drops the callbacks of what was rolled back,
        so a key whose callback still waits is still in the data base."""
        entry = self._uncommitted.by_place.get(place)
        if entry is None:
            return None
        key, publish = entry
        if any(waiting[1] is publish for waiting in connection.run_on_commit):
            return key
        del self._uncommitted.by_place[place]
        return None

    def check_provider(self) -> None:
        """Before a key is made: the KEK at hand must open the keys of before (a lost key file was not re-made)."""
        from dangjian.kernel.models.keys import DataKey

        oldest = DataKey.objects.exclude(state=DataKey.DESTROYED).order_by("created_at").first()
        if oldest is not None:
            self._unwrap(oldest)

    def _unwrap(self, row: object) -> KeyInUse:
        from dangjian.kernel.models.keys import DataKey

        assert isinstance(row, DataKey)
        context = wrap_context(row.key_id, row.tenant_id, row.purpose, row.domain)
        try:
            plain = self.provider.unwrap(bytes(row.wrapped), context, row.kek_version)
        except SealBroken:
            raise KeyUnavailable("主密钥与数据库中的数据密钥不匹配：请恢复原来的主密钥文件后再启动。") from None
        return _in_use(row.key_id, row.tenant_id, row.purpose, plain)


def wrap_context(key_id: int, tenant_id: UUID, purpose: str, domain: str) -> bytes:
    """What a wrapped data key is bound to."""
    return f"wrap|v1|{key_id}|{tenant_id}|{purpose}|{domain}".encode()


def _in_use(key_id: int, tenant_id: UUID, purpose: str, plain: bytes) -> KeyInUse:
    state = hmac_sm3_state(plain) if purpose == INDEX else None
    return KeyInUse(key_id, tenant_id, plain, state, time.monotonic() + CACHE_SECONDS)


keyring = KeyRing()
"""The key ring of this process."""


def health() -> str | None:
    """None when sealed values can be opened, otherwise what is wrong (Chinese). Reads the data base."""
    try:
        keyring.check_provider()
        return keyring.provider.health()
    except KeyUnavailable as error:
        return str(error)

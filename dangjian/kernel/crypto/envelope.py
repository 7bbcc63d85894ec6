"""Sealed values as bytes: `0x01 | algorithm | key id (4) | nonce (12) | ciphertext | tag (16)`.

A value is bound to its tenant, its field and its row: copied anywhere else it does not open. The length is padded to
16, 32, 64, 128 … bytes, so that it tells little.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from uuid import UUID

from dangjian.kernel.crypto.keyring import INDEX, SEAL, KeyInUse, keyring
from dangjian.kernel.crypto.normalise import Normaliser
from dangjian.kernel.crypto.primitives import NONCE_BYTES, SealBroken, sm4_gcm_open, sm4_gcm_seal

VERSION = 1
SM4_GCM = 1
_PREFIX = bytes([VERSION, SM4_GCM])
_HEAD = len(_PREFIX) + 4
_BODY = _HEAD + NONCE_BYTES
_SMALLEST = 16


def seal_value(text: str, *, tenant_id: UUID, domain: str, label: str, row_id: UUID | str) -> bytes:
    """Seal one text. `label` names the field (`app.model.field`), `row_id` the row; both are needed to open it."""
    return _seal(keyring.active(tenant_id, SEAL, domain), text, tenant_id, label, row_id)


def open_value(sealed: bytes, *, tenant_id: UUID, label: str, row_id: UUID | str) -> str:
    """Open what `seal_value` made for the same place. Raises SealBroken, KeyUnavailable."""
    if len(sealed) < _BODY or sealed[:2] != _PREFIX:
        raise SealBroken("not a sealed value of a known format")
    key = keyring.by_id(int.from_bytes(sealed[2:_HEAD], "big"))
    if key.tenant_id != tenant_id:
        raise SealBroken("sealed value belongs to another tenant")
    aad = f"v1|{tenant_id}|{label}|{row_id}".encode()
    padded = sm4_gcm_open(key.key, sealed[_HEAD:_BODY], sealed[_BODY:], aad)
    return padded.rstrip(b"\0")[:-1].decode("utf-8")


def seal_rows(
    rows: Iterable[tuple[UUID | str, str | None]], *, tenant_id: UUID, domain: str, label: str
) -> list[bytes | None]:
    """Seal many values of one field; empty ones stay None. About 120,000 a second."""
    key = keyring.active(tenant_id, SEAL, domain)
    return [_seal(key, text, tenant_id, label, row_id) if text else None for row_id, text in rows]


def open_rows(rows: Iterable[tuple[UUID | str, bytes | None]], *, tenant_id: UUID, label: str) -> list[str | None]:
    """Open many values of one field. Raises SealBroken at the first that does not open."""
    return [
        open_value(bytes(sealed), tenant_id=tenant_id, label=label, row_id=row_id) if sealed else None
        for row_id, sealed in rows
    ]


def blind(text: str | None, *, tenant_id: UUID, label: str, normalise: Normaliser) -> str | None:
    """Blind index of a value: equal values have equal indexes within one tenant and field, and nothing else shows."""
    normal = normalise(text) if text else ""
    if not normal:
        return None
    key = keyring.active(tenant_id, INDEX, label)
    assert key.state is not None
    state = key.state.copy()
    state.update(normal.encode("utf-8"))
    return state.finalize()[:16].hex()


def _seal(key: KeyInUse, text: str, tenant_id: UUID, label: str, row_id: UUID | str) -> bytes:
    plain = text.encode("utf-8") + b"\x80"
    size = _SMALLEST
    while size < len(plain):
        size *= 2
    nonce = os.urandom(NONCE_BYTES)
    aad = f"v1|{tenant_id}|{label}|{row_id}".encode()
    return _PREFIX + key.key_id.to_bytes(4, "big") + nonce + sm4_gcm_seal(key.key, nonce, plain.ljust(size, b"\0"), aad)

"""Sealed files: encrypted in segments, so that a part can be read without opening the whole.

`DJF1 | key id u32 | nonce prefix 8 | segments`; each segment is 64 KiB of text and a 16-byte tag. Its number and
whether it is the last one are authenticated: segments cannot be swapped, left out or cut off.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from dangjian.kernel.crypto.keyring import SEAL, keyring
from dangjian.kernel.crypto.primitives import TAG_BYTES, SealBroken, sm4_gcm_open, sm4_gcm_seal

MAGIC = b"DJF1"
SEGMENT = 64 * 1024
_PREFIX = 8
_HEAD = len(MAGIC) + 4 + _PREFIX
HEAD_BYTES = _HEAD
"""Bytes before the first segment."""
_STORED = SEGMENT + TAG_BYTES


def seal_stream(source: BinaryIO, *, tenant_id: UUID, domain: str, place: str) -> Iterator[bytes]:
    """The sealed form of a file, piece by piece. `place` names where it lies and is needed to open it."""
    key = keyring.active(tenant_id, SEAL, domain)
    prefix = os.urandom(_PREFIX)
    yield MAGIC + key.key_id.to_bytes(4, "big") + prefix
    number, segment = 0, source.read(SEGMENT)
    while True:
        following = source.read(SEGMENT)
        nonce = prefix + number.to_bytes(4, "big")
        yield sm4_gcm_seal(key.key, nonce, segment, _aad(tenant_id, place, number, not following))
        if not following:
            return
        number, segment = number + 1, following


def sealing_key_of(head: bytes) -> int | None:
    """Number of the data key that sealed a file, from its first bytes; None for a file that is not sealed."""
    return int.from_bytes(head[4:8], "big") if head.startswith(MAGIC) and len(head) >= _HEAD else None


class SealedReader(io.RawIOBase):
    """Reads a sealed file as if it were plain; seekable. Raises SealBroken where it was changed."""

    def __init__(self, file: BinaryIO, *, tenant_id: UUID, place: str) -> None:
        self._file = file
        self._tenant_id = tenant_id
        self._place = place
        file.seek(0, os.SEEK_END)
        body = file.tell() - _HEAD
        file.seek(0)
        head = file.read(_HEAD)
        if body < TAG_BYTES or head[: len(MAGIC)] != MAGIC:
            raise SealBroken("not a sealed file of a known format")
        key = keyring.by_id(int.from_bytes(head[4:8], "big"))
        if key.tenant_id != tenant_id:
            raise SealBroken("sealed file belongs to another tenant")
        self._key = key.key
        self._nonce = head[8:]
        self._segments = -(-body // _STORED)
        self._size = body - self._segments * TAG_BYTES
        self._position = 0
        self._loaded = -1
        self._text = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(base + offset, 0)
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stub's Buffer is wider
        if self._position >= self._size:
            return 0
        number, start = divmod(self._position, SEGMENT)
        self._load(number)
        piece = self._text[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def _load(self, number: int) -> None:
        if number == self._loaded:
            return
        self._file.seek(_HEAD + number * _STORED)
        sealed = self._file.read(_STORED)
        nonce = self._nonce + number.to_bytes(4, "big")
        aad = _aad(self._tenant_id, self._place, number, number == self._segments - 1)
        self._text = sm4_gcm_open(self._key, nonce, sealed, aad)
        self._loaded = number


def _aad(tenant_id: UUID, place: str, number: int, last: bool) -> bytes:
    return f"v1|{tenant_id}|{place}|{number}|{'last' if last else 'more'}".encode()

"""Sealed files: any part can be read, nothing can be moved, cut or changed."""

from __future__ import annotations

import io
import os
from uuid import UUID

import pytest

from dangjian.kernel.crypto import SealBroken
from dangjian.kernel.crypto.streams import SEGMENT, SealedReader, seal_stream
from tests.kernel.crypto.probe import Probe

TENANT = UUID("00000000-0000-7000-8000-00000000000a")
OTHER = UUID("00000000-0000-7000-8000-00000000000b")
HEAD, STORED = 16, SEGMENT + 16


def _sealed(content: bytes) -> bytes:
    return b"".join(seal_stream(io.BytesIO(content), tenant_id=TENANT, domain="file", place="p"))


def _read(sealed: bytes, tenant: UUID = TENANT, place: str = "p") -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(sealed), tenant_id=tenant, place=place)).read()


@pytest.mark.parametrize("size", [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT])
def test_content_comes_back_whole(probe: type[Probe], size: int) -> None:
    content = os.urandom(size)

    assert _read(_sealed(content)) == content


def test_parts_are_read_without_the_rest(probe: type[Probe]) -> None:
    content = os.urandom(5 * SEGMENT)
    broken = bytearray(_sealed(content))
    broken[HEAD + 10] ^= 1  # the first segment is damaged; the others do not need it
    reader = SealedReader(io.BytesIO(bytes(broken)), tenant_id=TENANT, place="p")

    reader.seek(3 * SEGMENT - 5)

    assert (reader.read(5), reader.read(10), reader.seek(0, 2), reader.read()) == (
        content[3 * SEGMENT - 5 : 3 * SEGMENT],
        content[3 * SEGMENT : 3 * SEGMENT + 10],
        len(content),
        b"",
    )
    reader.seek(0)
    with pytest.raises(SealBroken):
        reader.read(1)


def test_changed_moved_cut_and_foreign_files_do_not_open(probe: type[Probe]) -> None:
    sealed = _sealed(os.urandom(3 * SEGMENT))
    first, second = sealed[HEAD : HEAD + STORED], sealed[HEAD + STORED : HEAD + 2 * STORED]
    broken = [
        sealed[:-1] + bytes([sealed[-1] ^ 1]),
        sealed[: HEAD + 2 * STORED],
        sealed[:HEAD] + second + first + sealed[HEAD + 2 * STORED :],
        sealed[:HEAD],
        b"XXXX" + sealed[4:],
        sealed[:8] + bytes(8) + sealed[16:],
    ]

    for data in broken:
        with pytest.raises(SealBroken):
            _read(data)
    with pytest.raises(SealBroken):
        _read(sealed, tenant=OTHER)
    with pytest.raises(SealBroken):
        _read(sealed, place="q")

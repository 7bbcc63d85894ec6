"""Where the bytes lie: `files/<ab>/<cd>/<random name>` in the data directory, outside anything that is served.

A file appears whole or not at all: written beside its place, synced, renamed.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from dangjian.kernel.crypto.streams import HEAD_BYTES, SealedReader, seal_stream, sealing_key_of
from dangjian.kernel.errors import Conflict, Unavailable
from dangjian.kernel.models.files import StoredFile

CHUNK = 256 * 1024
THUMB = ".t"
DOMAIN = "file"


def new_storage_name() -> str:
    """A random name (128 bits) that says nothing about the file."""
    return secrets.token_hex(16)


def root() -> Path:
    """The folder of all stored files."""
    return Path(settings.DATA_DIR) / "files"


def place_of(storage_name: str) -> Path:
    """Path of the bytes of a stored file."""
    return root() / storage_name[:2] / storage_name[2:4] / storage_name


def write_bytes(source: BinaryIO, storage_name: str, *, tenant_id: UUID, sealed: bool) -> tuple[int, str]:
    """Store a file whole; returns size and SHA-256 of what was given. Raises Unavailable when the disk is full."""
    digest = hashlib.sha256()
    size = 0
    source.seek(0)
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    source.seek(0)
    place = storage_name
    pieces = seal_stream(source, tenant_id=tenant_id, domain=DOMAIN, place=place) if sealed else _plain(source)
    _write_whole(place_of(storage_name), pieces)
    return size, digest.hexdigest()


def open_stored(file: StoredFile, *, thumb: bool = False) -> BinaryIO:
    """The bytes of a stored file, seekable, in clear. Raises Unavailable when they are missing, Conflict while the file
    waits for the virus scanner or when a virus was found in it."""
    if file.virus:
        raise Conflict("kernel.files.virus", "文件中查出病毒，内容已被清除。请在本机查杀后重新上传。")
    if file.quarantined_at is not None:
        raise Conflict("kernel.files.quarantined", "文件正在等待病毒检查，检查通过后即可打开，请稍后再试。")
    return open_bytes(file, thumb=thumb)


def open_bytes(file: StoredFile, *, thumb: bool = False) -> BinaryIO:
    """The bytes whatever the virus scanner says of them: for the scanner itself and for sealing anew. Raises
    Unavailable when they are missing."""
    name = file.storage_name + (THUMB if thumb else "")
    try:
        raw = place_of(name).open("rb")
    except FileNotFoundError:
        raise Unavailable("kernel.files.missing", "文件内容暂时无法读取，请联系管理员检查存储。") from None
    if not file.is_sealed:
        return raw
    return io.BufferedReader(SealedReader(raw, tenant_id=file.tenant_id, place=name), buffer_size=CHUNK)


def key_of(file: StoredFile, *, thumb: bool = False) -> int | None:
    """Number of the data key that sealed the bytes; None when they are missing."""
    try:
        with place_of(file.storage_name + (THUMB if thumb else "")).open("rb") as raw:
            return sealing_key_of(raw.read(HEAD_BYTES))
    except FileNotFoundError:
        return None


def seal_anew(file: StoredFile, *, thumb: bool = False) -> None:
    """Write the bytes again under the active key, in the same place. Who reads the file now reads the old to its end.

    Raises Unavailable when the bytes are missing, SealBroken when they were changed.
    """
    name = file.storage_name + (THUMB if thumb else "")
    with open_bytes(file, thumb=thumb) as source:
        _write_whole(place_of(name), seal_stream(source, tenant_id=file.tenant_id, domain=DOMAIN, place=name))


def remove_bytes(storage_name: str) -> None:
    """Remove a stored file and its thumbnail; missing ones are no error."""
    for name in (storage_name, storage_name + THUMB):
        place_of(name).unlink(missing_ok=True)


def _plain(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _write_whole(path: Path, pieces: Iterator[bytes]) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            for piece in pieces:
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        draft.replace(path)
        for folder in (path.parent, path.parent.parent, root()):
            _sync(folder)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise Unavailable(
            "kernel.files.disk", "文件暂时无法保存（存储空间不足或不可用），请稍后重试或联系管理员。"
        ) from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

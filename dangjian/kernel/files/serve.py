"""Answering with a stored file: fixed type, no sniffing, no scripts, parts of it on request (SEC-FILE-05)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from dangjian.kernel.files.names import disposition
from dangjian.kernel.files.purposes import KINDS
from dangjian.kernel.files.store import CHUNK, open_stored
from dangjian.kernel.models.files import StoredFile

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


def serve(request: HttpRequest, file: StoredFile, *, thumb: bool = False, download: bool = False) -> HttpResponseBase:
    """The file as an answer: whole (200), a part (206), unchanged (304) or a part that is not there (416)."""
    thumb = thumb and file.thumb_size > 0
    size = file.thumb_size if thumb else file.size
    etag = f'"{file.sha256[:32]}{"-t" if thumb else ""}"'
    if etag in (tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")):
        response: HttpResponseBase = HttpResponse(status=304)
        _dress(response, file, etag, thumb=thumb, download=download)
        return response
    part = _part(request, etag, size)
    if part is not None and part[0] > part[1]:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    start, end = (0, size - 1) if part is None else part
    source = open_stored(file, thumb=thumb)
    source.seek(start)
    response = StreamingHttpResponse(_Part(source, end - start + 1), status=200 if part is None else 206)
    response["Content-Length"] = str(end - start + 1)
    if part is not None:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    _dress(response, file, etag, thumb=thumb, download=download)
    return response


def _dress(response: HttpResponseBase, file: StoredFile, etag: str, *, thumb: bool, download: bool) -> None:
    kind = KINDS[file.kind]
    inline = kind.inline and not download
    response["Content-Type"] = "image/jpeg" if thumb else kind.content_type
    response["Content-Disposition"] = disposition(file.file_name, inline=inline)
    response["X-Content-Type-Options"] = "nosniff"
    # Whatever a viewer makes of it, nothing in the file may load, run or send anything.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    # The right is asked for every time; sensitive files leave nothing in the browser's cache.
    response["Cache-Control"] = "private, no-store" if file.is_sealed else "private, no-cache"


def _part(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """The part asked for (first and last byte; the first behind the last: not there), or None for the whole."""
    wanted = _RANGE.match(request.headers.get("Range", ""))
    if wanted is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = wanted.groups()
    if first == "":
        if last == "":
            return None
        length = min(int(last), size)
        return size - length, size - 1
    start = int(first)
    if last and int(last) < start:
        return None
    return start, min(int(last), size - 1) if last else size - 1


class _Part:
    """Pieces of a part of a file; closes the file also when nobody came to read it."""

    def __init__(self, source: BinaryIO, length: int) -> None:
        self._source = source
        self._left = length

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self._source.read(min(CHUNK, self._left)) if self._left else b""
        if not chunk:
            raise StopIteration
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._source.close()

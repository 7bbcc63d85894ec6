"""Giving and getting files over HTTP."""

from __future__ import annotations

import tempfile
from typing import Any, BinaryIO, cast
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from ninja import Query
from pydantic import Field

from dangjian.kernel.errors import BadInput, TooLarge
from dangjian.kernel.files.attaching import readable_file
from dangjian.kernel.files.intake import admit, intake
from dangjian.kernel.files.purposes import MEGABYTE, Purpose
from dangjian.kernel.files.refusals import refuse
from dangjian.kernel.files.serve import serve
from dangjian.kernel.http import UPLOADS, ApiRouter, Schema, insist_on_whole_sign_in
from dangjian.kernel.models.files import StoredFile
from dangjian.kernel.permissions import SIGNED_IN

router = ApiRouter(module="kernel", app="files", tag="文件")
_MULTIPART_OVERHEAD = 64 * 1024
_UPLOAD_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    },
}


class UploadQuery(Schema):
    """What the file is for."""

    purpose: str = Field(min_length=1, max_length=60)


class DownloadQuery(Schema):
    """Which form of the file: the thumbnail of a picture, or as an attachment to save."""

    thumb: bool = False
    download: bool = False


class FileOut(Schema):
    """A stored file as lists and forms show it; its content is at `/api/v1/kernel/files/{id}`."""

    id: UUID
    file_name: str
    kind: str
    content_type: str
    size: int
    width: int | None
    height: int | None
    has_thumb: bool
    waits_for_scan: bool
    """Kept apart until the virus scanner has looked at it; nobody can open it before."""


def show_file(file: StoredFile) -> dict[str, Any]:
    """A file as `FileOut`."""
    return {
        "id": file.id,
        "file_name": file.file_name,
        "kind": file.kind,
        "content_type": file.content_type,
        "size": file.size,
        "width": file.width,
        "height": file.height,
        "has_thumb": file.thumb_size > 0,
        "waits_for_scan": file.quarantined_at is not None,
    }


@router.post(
    "/files",
    name="upload_file",
    action=SIGNED_IN,
    out=FileOut,
    status=201,
    summary="上传文件",
    body=_UPLOAD_BODY,
    budget=UPLOADS,
    keeps_secrets=True,  # a repeat makes one more loose file, which is swept; the body must not be read for a key
)
def upload(request: HttpRequest, query: Query[UploadQuery]) -> dict[str, Any]:
    """Multipart with the part `file`, or the bytes as body with the name, percent-encoded, in `X-File-Name`."""
    return show_file(_receive(request, query.purpose))


@router.get("/files/{file_id}", name="get_file", action=SIGNED_IN, summary="读取文件", produces="*/*", remembered=True)
def download(request: HttpRequest, file_id: UUID, query: Query[DownloadQuery]) -> HttpResponseBase:
    """The bytes, whole or in parts (Range); for pictures also as thumbnail."""
    file = readable_file(file_id=file_id)
    if file.is_sealed:
        insist_on_whole_sign_in()
    return serve(request, file, thumb=query.thumb, download=query.download)


def _receive(request: HttpRequest, purpose_code: str) -> StoredFile:
    """Read the body only after its announced size was found right. Raises BadInput, TooLarge."""
    announced = _announced(request)
    is_multipart = (request.content_type or "").startswith("multipart/form-data")
    purpose = admit(purpose_code, max(announced - _MULTIPART_OVERHEAD, 1) if is_multipart else announced)
    if is_multipart:
        given = request.FILES.get("file")
        if given is None:
            raise refuse("no_file", "没有收到文件，请重新选择后上传。")
        return intake(cast(BinaryIO, given.file), name=given.name or "", purpose=purpose_code)
    name = unquote(request.headers.get("X-File-Name", ""), errors="replace")
    if not name:
        raise BadInput("kernel.files.no_name", "请求须在 X-File-Name 中给出文件名。", field="X-File-Name")
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as body:
        _copy(request, body, purpose)
        return intake(cast(BinaryIO, body), name=name, purpose=purpose_code)


def _announced(request: HttpRequest) -> int:
    given = request.headers.get("Content-Length", "")
    return int(given) if given.isdecimal() and len(given) < 16 else 0


def _copy(request: HttpRequest, target: Any, purpose: Purpose) -> None:
    count = 0
    while chunk := request.read(256 * 1024):
        count += len(chunk)
        if count > purpose.max_bytes:
            limit = purpose.max_bytes / MEGABYTE
            raise TooLarge("kernel.files.too_large", f"文件超过 {limit:g} MB，请压缩或拆分后再上传。", field="file")
        target.write(chunk)

"""What a file is, told from its content. The name's extension must agree, or the file is refused (SEC-FILE-01)."""

from __future__ import annotations

import os
import zipfile
from typing import BinaryIO

from dangjian.kernel.files.office import office_kind
from dangjian.kernel.files.purposes import KINDS, Purpose
from dangjian.kernel.files.refusals import refuse

HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_OLE_STREAMS = (
    ("Workbook".encode("utf-16-le"), "xls"),
    ("WordDocument".encode("utf-16-le"), "doc"),
    ("Book".encode("utf-16-le"), "xls"),
)
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<body", b"<head", b"<iframe")


def sniff(file: BinaryIO, name: str, purpose: Purpose) -> str:
    """The kind of a file. Raises BadInput when it is none of the purpose's, or is not what its name says."""
    extension = os.path.splitext(name)[1].lower()
    by_name = next((k.code for k in KINDS.values() if extension in k.extensions), None)
    kind = _from_content(file, by_name)
    file.seek(0)
    if kind is None or kind not in purpose.kinds:
        if by_name in purpose.kinds:
            title = KINDS[str(by_name)].title
            raise refuse("type_mismatch", f"“{name}”的内容不是{title}（或已损坏），请在原软件中另存后再上传。")
        raise refuse("wrong_type", f"不能接收这种文件。可以上传：{purpose.describe_kinds()}。")
    if extension not in KINDS[kind].extensions:
        right = KINDS[kind].extensions[0]
        raise refuse(
            "type_mismatch", f"“{name}”的内容是{KINDS[kind].title}，与扩展名不符，请把扩展名改为 {right} 后再上传。"
        )
    if kind in {"jpeg", "png", "webp"} and zipfile.is_zipfile(file):
        raise refuse("polyglot", "图片中夹带了其他文件，不能接收。请用看图软件另存后再上传。")
    file.seek(0)
    return kind


def _from_content(file: BinaryIO, by_name: str | None) -> str | None:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return office_kind(file)
    if head.startswith(_OLE):
        return _ole_kind(file)
    if by_name in {"csv", "txt", "json"} and _is_text(file):
        return by_name
    return None


def _ole_kind(file: BinaryIO) -> str | None:
    """Old Office (and WPS) files: told by the name of the main stream. Macros are refused."""
    found: str | None = None
    kept = b""
    file.seek(0)
    while chunk := file.read(1 << 20):
        window = kept + chunk
        if _MACROS in window:
            raise refuse("macro", "文件中含有宏，不能接收。请另存为不带宏的文件后再上传。")
        if found is None:
            found = next((kind for marker, kind in _OLE_STREAMS if marker in window), None)
        kept = window[-64:]
    return found


def _is_text(file: BinaryIO) -> bool:
    """Text in UTF-8, UTF-16 with mark, or GB18030, without control characters, that is no markup."""
    file.seek(0)
    sample = file.read(1 << 20)
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in sample:
        return False
    else:
        encodings = ("utf-8-sig", "gb18030")
    if sample.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return False
    for encoding in encodings:
        # A character may be cut at the end of the sample: up to three bytes are left out.
        for cut in (0, 1, 2, 3) if len(sample) == 1 << 20 else (0,):
            try:
                text = sample[: len(sample) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return not any(c < " " and c not in "\t\r\n\f\x1a" for c in text)
    return False

"""Office files are zip archives: checked before anything unpacks them (SEC-FILE-03).

Sizes in headers are claims. What is counted is what comes out.
"""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from typing import BinaryIO

from dangjian.kernel.files.refusals import bomb, damaged, refuse

MAX_MEMBERS = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
RATIO_COUNTS_FROM = 10 * 1024 * 1024
"""Small parts of blank cells shrink a hundredfold in honest files; a ratio says something about large ones only."""
MAX_DIRECTORY = 1024 * 1024
_END_SEARCH = 66_000
_CHUNK = 256 * 1024
_WHAT = "Office 文件"
_MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_REMOTE = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode=[\"']External[\"'])"
    rb"(?=[^>]*Type=[\"'][^\"']*/(?:attachedTemplate|oleObject|frame|subDocument)[\"'])",
    re.IGNORECASE,
)


def office_kind(file: BinaryIO) -> str | None:
    """Which Office format the archive holds by its main part; None for any other archive."""
    archive = _open(file)
    names = {info.filename for info in archive.infolist()}
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)


def check_office(file: BinaryIO, max_unpacked: int = MAX_UNPACKED) -> None:
    """Unpack every part into nothing, counting. Raises BadInput for bombs, links, macros, passwords and damage."""
    archive = _open(file)
    members = archive.infolist()
    _check_directory(members, max_unpacked)
    total = 0
    for info in members:
        total += _check_member(archive, info, max_unpacked - total)


def _open(file: BinaryIO) -> zipfile.ZipFile:
    _check_end(file)
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise damaged(_WHAT) from error
    if len(archive.infolist()) > MAX_MEMBERS:
        raise bomb(_WHAT)
    return archive


def _check_end(file: BinaryIO) -> None:
    """Look at the end record before anything reads the directory it announces."""
    file.seek(0, os.SEEK_END)
    length = min(file.tell(), _END_SEARCH)
    file.seek(-length, os.SEEK_END)
    tail = file.read(length)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise damaged(_WHAT)
    entries, directory_bytes = struct.unpack_from("<HL", tail, at + 10)
    if entries > MAX_MEMBERS or directory_bytes > MAX_DIRECTORY:
        raise bomb(_WHAT)


def _check_directory(members: list[zipfile.ZipInfo], max_unpacked: int) -> None:
    """What the list of contents alone gives away: names, links, passwords, sizes, parts on top of each other."""
    names: set[str] = set()
    for info in members:
        name = info.filename
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or ".." in parts or ":" in name or name in names:
            raise refuse("unsafe_archive", "文件内部结构异常，不能接收。请在原软件中另存后再上传。")
        names.add(name)
        if (info.external_attr >> 16) & 0o170000 == 0o120000:
            raise refuse("unsafe_archive", "文件内部含有链接，不能接收。请在原软件中另存后再上传。")
        if info.flag_bits & 0x1:
            raise refuse("encrypted", "文件设有密码，请取消密码后再上传。")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(_WHAT)
        if name.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise refuse("macro", "文件中含有宏，不能接收。请另存为不带宏的文件后再上传。")
    if sum(info.file_size for info in members) > max_unpacked:
        raise bomb(_WHAT)
    end = 0
    for info in sorted(members, key=lambda m: m.header_offset):
        if info.header_offset < end:
            raise bomb(_WHAT)
        end = info.header_offset + 30 + len(info.orig_filename) + info.compress_size


def _check_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowed: int) -> int:
    """Bytes that come out of one part. Raises BadInput beyond `allowed` or the ratio."""
    is_xml = info.filename.endswith((".xml", ".rels", ".vml"))
    count = 0
    first = b""
    relations: list[bytes] = []
    try:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                count += len(chunk)
                if count > allowed:
                    raise bomb(_WHAT)
                if count > RATIO_COUNTS_FROM and count > MAX_RATIO * max(info.compress_size, 1):
                    raise bomb(_WHAT)
                if is_xml and not first:
                    first = chunk[:4096]
                if info.filename.endswith(".rels"):
                    relations.append(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise damaged(_WHAT) from error
    if b"<!DOCTYPE" in first or b"<!ENTITY" in first:
        raise refuse("unsafe_archive", "文件内部结构异常，不能接收。请在原软件中另存后再上传。")
    if info.filename == "[Content_Types].xml" and b"macroEnabled" in first:
        raise refuse("macro", "文件中含有宏，不能接收。请另存为不带宏的文件后再上传。")
    if relations and _REMOTE.search(b"".join(relations)):
        raise refuse("remote_content", "文件引用了外部模板或对象，不能接收。请断开链接、另存后再上传。")
    return count

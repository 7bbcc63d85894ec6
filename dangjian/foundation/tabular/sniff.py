"""What kind of file it really is, and whether it may be opened at all. Names and headers of files are not believed."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from dangjian.foundation.tabular.limits import DEFAULT_LIMITS, Limits
from dangjian.foundation.tabular.problems import TableRefused

FileKind = Literal["xlsx", "xls", "csv"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TABLE_SUFFIXES = {".xlsx", ".xls", ".csv", ".txt", ".tsv"}
_CHUNK = 1 << 20


def sniff(path: Path, file_name: str, limits: Limits = DEFAULT_LIMITS) -> FileKind:
    """The kind of a table file by its content.

    Raises TableRefused for files that are too large, empty, encrypted, carry macros or are no table.
    """
    size = path.stat().st_size
    suffix = Path(file_name).suffix.lower()
    if size == 0:
        raise TableRefused("tabular.file.empty", "文件是空的，请检查后重新选择文件。")
    if size > limits.file_bytes:
        raise TableRefused(
            "tabular.file.too_large",
            f"文件超过 {limits.file_bytes // (1024 * 1024)} MB，请拆分成几个文件，或删去图片和无关工作表后重新上传。",
        )
    if suffix in {".xlsm", ".xltm", ".xlam", ".xla"}:
        raise _macros()
    if suffix not in _TABLE_SUFFIXES:
        raise _no_table(suffix)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_OLE):
        _check_ole(path)
        _need_suffix(suffix, {".xls", ".xlsx"})
        return "xls"
    if head.startswith(_ZIP):
        _check_zip(path, limits)
        _need_suffix(suffix, {".xls", ".xlsx"})
        return "xlsx"
    _check_text(head)
    return "csv"


def _need_suffix(suffix: str, allowed: set[str]) -> None:
    if suffix not in allowed:
        raise TableRefused(
            "tabular.file.name_mismatch",
            f"文件扩展名是 {suffix}，内容却是 Excel 工作簿。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。",
        )


def _no_table(suffix: str) -> TableRefused:
    return TableRefused(
        "tabular.file.not_a_table",
        f"不支持 {suffix or '没有扩展名'} 的文件。"
        "请用 Excel 或 WPS 另存为“Excel 工作簿 (*.xlsx)”后上传；也可以用 .xls 或 .csv。",
    )


def _macros() -> TableRefused:
    return TableRefused(
        "tabular.file.macros", "文件带有宏，为安全起见不能导入。请另存为不带宏的“Excel 工作簿 (*.xlsx)”后上传。"
    )


def _encrypted() -> TableRefused:
    return TableRefused(
        "tabular.file.encrypted",
        "文件设置了打开密码，无法读取。请在 Excel 中取消密码（文件→信息→保护工作簿）后重新上传。",
    )


def _broken() -> TableRefused:
    return TableRefused(
        "tabular.file.broken",
        "文件已损坏或不是真正的 Excel 文件。请用 Excel 或 WPS 打开确认，另存为 .xlsx 后重新上传。",
    )


def _check_ole(path: Path) -> None:
    """An OLE container is an old workbook, an encrypted new one, or a Word file; its directory names tell which."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _encrypted()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _macros()
    names = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
    if not any(name in content for name in names):
        raise _broken()


def _check_zip(path: Path, limits: Limits) -> None:
    """Bound an Office package by unpacking it without keeping anything; sizes in its headers are not believed."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            if len(members) > limits.zip_members:
                raise TableRefused(
                    "tabular.file.too_many_parts", "文件内部结构异常（部件过多）。请另存为新的 .xlsx 文件后上传。"
                )
            names = {member.filename for member in members}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise _macros()
            if any(member.flag_bits & 0x1 for member in members):
                raise _encrypted()
            if "xl/workbook.xml" not in {name.replace("\\", "/").lstrip("/") for name in names}:
                raise _no_workbook(names)
            _check_sizes(package, members, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise _broken() from error


def _no_workbook(names: set[str]) -> TableRefused:
    if any(name.startswith("xl/") and name.endswith(".bin") for name in names):
        return _no_table(".xlsb")
    if any(name.startswith("word/") for name in names) or "content.xml" in names:
        return TableRefused("tabular.file.not_a_table", "这不是 Excel 工作簿。请用 Excel 或 WPS 另存为 .xlsx 后上传。")
    return _broken()


def _check_sizes(package: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = 0
    for member in members:
        size = 0
        with package.open(member) as stream:
            while block := stream.read(_CHUNK):
                size += len(block)
                total += len(block)
                if total > limits.unpacked_bytes:
                    raise TableRefused(
                        "tabular.file.unpacked_too_large",
                        f"文件解压后超过 {limits.unpacked_bytes // (1024 * 1024)} MB。"
                        "请删去多余的工作表、图片和空白格式行，或拆分后上传。",
                    )
                if size > 10 * _CHUNK and size > limits.zip_ratio * max(member.compress_size, 1):
                    raise TableRefused(
                        "tabular.file.suspicious_ratio",
                        "文件压缩比异常，可能不是正常的工作簿。请把数据复制到新建的工作簿后重新上传。",
                    )


def _check_text(head: bytes) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")):
        raise TableRefused(
            "tabular.file.web_page",
            "这个文件其实是网页或 XML，只是扩展名像表格（不少系统导出的 .xls 就是这样）。"
            "请用 Excel 打开后另存为 .xlsx 再上传。",
        )
    if start.startswith(
        (b"%pdf", b"{\\rtf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"\x1f\x8b", b"rar!", b"7z\xbc\xaf")
    ):
        raise TableRefused("tabular.file.not_a_table", "这不是表格文件。请上传 .xlsx、.xls 或 .csv 文件。")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _broken()

"""What files are taken for: each purpose says which kinds, how large, how many, and who may read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from dangjian.kernel.errors import BadInput
from dangjian.kernel.permissions import SIGNED_IN, Action

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file: how it is told from its content (`sniff`), its extensions, and how it is served."""

    code: str
    title: str
    extensions: tuple[str, ...]
    content_type: str
    inline: bool = False


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("jpeg", "JPEG 图片", (".jpg", ".jpeg"), "image/jpeg", inline=True),
        Kind("png", "PNG 图片", (".png",), "image/png", inline=True),
        Kind("webp", "WebP 图片", (".webp",), "image/webp", inline=True),
        Kind("pdf", "PDF 文档", (".pdf",), "application/pdf", inline=True),
        Kind(
            "docx",
            "Word 文档",
            (".docx",),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        Kind("xlsx", "Excel 工作簿", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Kind(
            "pptx",
            "PowerPoint 演示文稿",
            (".pptx",),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        Kind("doc", "Word 97–2003 文档", (".doc", ".wps"), "application/msword"),
        Kind("xls", "Excel 97–2003 工作簿", (".xls", ".et"), "application/vnd.ms-excel"),
        Kind("csv", "CSV 表格", (".csv",), "text/csv"),
        Kind("txt", "文本文件", (".txt",), "text/plain"),
        Kind("json", "JSON 数据", (".json",), "application/json"),
    )
}

IMAGES = ("jpeg", "png", "webp")
DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "doc", "xls")
TABLES = ("xlsx", "xls", "csv")


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why files are stored.

    `code` is `<module>.<app>.<noun>`. `may_read(owner_id)` is asked at every download, as the person who asks: it
    returns whether that row may be seen, or raises NotFound/NotAllowed (usually one call of the app's own query).
    Until a file is attached only its uploader may read it. `upload` is the Action needed to give a file.
    `sealed` files (sensitive content: rosters, certificates) are encrypted at rest.
    """

    code: str
    title: str
    kinds: tuple[str, ...]
    may_read: Callable[[UUID], bool]
    max_bytes: int = 20 * MEGABYTE
    max_unpacked: int = 100 * MEGABYTE
    """Bytes of an Office file's parts when unpacked; only tables of many rows need more."""
    max_count: int = 20
    upload: Action = SIGNED_IN
    sealed: bool = False
    insist: Callable[[], None] | None = None
    """Asked before a byte is taken, as the person who gives: raises NotAllowed (a consent that is missing)."""

    def describe_kinds(self) -> str:
        """The kinds in words, for messages: `Word 文档（.docx）`."""
        return "、".join(f"{KINDS[k].title}（{' '.join(KINDS[k].extensions)}）" for k in self.kinds)


_purposes: dict[str, Purpose] = {}


def register_purpose(purpose: Purpose) -> Purpose:
    """Make a purpose known (module level of an app's `ports.py` or `api.py`). Raises RuntimeError for a second one."""
    known = _purposes.get(purpose.code)
    if known is not None and known.may_read.__qualname__ != purpose.may_read.__qualname__:
        raise RuntimeError(f"file purpose {purpose.code} is declared twice")
    unknown = set(purpose.kinds) - set(KINDS)
    if unknown or not purpose.kinds:
        raise RuntimeError(f"file purpose {purpose.code} names unknown kinds {sorted(unknown)}")
    _purposes[purpose.code] = purpose
    return purpose


def purpose_of(code: str) -> Purpose:
    """The purpose of that code. Raises BadInput."""
    try:
        return _purposes[code]
    except KeyError:
        raise BadInput(
            "kernel.files.unknown_purpose", "不能识别上传用途，请从页面上的上传按钮重新操作。", field="purpose"
        ) from None


def all_purposes() -> dict[str, Purpose]:
    """Every purpose by code."""
    return dict(_purposes)

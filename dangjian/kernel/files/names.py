"""Names that people give to files: kept for showing and saving, made harmless, never used as a path."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

MAX_NAME = 120
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def clean_name(given: str, kind_extensions: tuple[str, ...] = ()) -> str:
    """The name without folders, control and direction characters, at most 120 characters, with a fitting extension."""
    base = given.replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    stem, dot, extension = _FORBIDDEN.sub("_", base).strip(" ").rpartition(".")
    stem, extension = (stem, dot + extension) if dot else (extension, "")
    if kind_extensions and extension.lower() not in kind_extensions:
        extension = kind_extensions[0]
    extension = extension[:12]
    return (stem.strip(" .")[: MAX_NAME - len(extension)] or "文件") + extension


def disposition(name: str, *, inline: bool) -> str:
    """Content-Disposition after RFC 6266: an ASCII name for old clients, the real one in UTF-8."""
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%;' else "_" for c in name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

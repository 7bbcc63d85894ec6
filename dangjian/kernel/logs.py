"""Log lines: one JSON object a line, no secrets, line breaks encoded."""

from __future__ import annotations

import logging
import re
import traceback
from datetime import UTC, datetime

import orjson

_ID_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x7F, *range(0x80, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F))}
"""What some reader of lines takes for the end of one, or for a turn of direction; what JSON escapes is not here."""
_MOBILE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")


def hide_personal(text: str) -> str:
    """Mask identity and mobile numbers in free text."""
    return _MOBILE.sub(r"\1****\2", _ID_NUMBER.sub(r"\1********\2", text))


def frames_of(error: BaseException, *, most: int = 12) -> str:
    """Where an error came from: classes and frames of the chain, never its own text, which may quote values."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)[-most:]
        lines += [type(current).__name__]
        lines += [f"  {f.filename.rpartition('/dangjian/')[2]}:{f.lineno} {f.name}" for f in frames]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON line in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": hide_personal(record.getMessage()),
        }
        for name in ("request_id", "path", "status", "ms"):
            value = getattr(record, name, None)
            if value is not None:
                line[name] = hide_personal(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0] is not None:
            # Frames only: the exception's own text may quote personal values.
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])[-8:]
            line["frames"] = [f"{f.filename.rpartition('/dangjian/')[2]}:{f.lineno} {f.name}" for f in frames]
        return orjson.dumps(line, default=str).decode().translate(_LINE_ENDS)

"""A calendar as RFC 5545 writes it: the few lines that a feed needs, with the sections of the standard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from dangjian.foundation.calendars.sources import Entry

MOST_FEEDS = 5
PAST = timedelta(days=30)
AHEAD = timedelta(days=400)
_FOLD = 75


def token_hash(token: str) -> str:
    """What is kept of a token; 256 random bits need no slow hash."""
    return sha256(token.encode()).hexdigest()


def escape(text: str) -> str:
    """A text value (3.3.11): backslash, semicolon, comma and line breaks are escaped, other control characters go."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = "\\n".join(escaped.splitlines())
    return "".join(c for c in lines if c >= " " and c != "\x7f")


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, never inside a character (3.1)."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode("utf-8", "surrogatepass"))
        if size + octets > _FOLD:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return "\r\n".join([*pieces, piece])


def stamp(instant: datetime) -> str:
    """An instant in UTC (3.3.5, form 2): no zone has to be described."""
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def calendar(entries: Iterable[Entry], *, name: str, host: str, base: str) -> str:
    """The whole feed. `host` makes the keys unique in the world (3.8.4.7), `base` is the address of the phone surface
    (empty: no links)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dangjian//Calendar//ZH",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escape(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for entry in entries:
        lines += _event(entry, host, base)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines)


def _event(entry: Entry, host: str, base: str) -> list[str]:
    if entry.day is not None:  # the end is the first day that is free again (3.6.1)
        when = [f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}", f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"]
    else:
        assert entry.starts_at is not None
        assert entry.ends_at is not None
        when = [f"DTSTART:{stamp(entry.starts_at)}", f"DTEND:{stamp(entry.ends_at)}"]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.key}@{host}",
        f"DTSTAMP:{stamp(entry.changed_at)}",
        f"SEQUENCE:{entry.version}",
        *when,
        f"SUMMARY:{escape(entry.title)}",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if entry.day is not None or entry.is_cancelled else 'OPAQUE'}",
    ]
    if entry.place:
        lines.append(f"LOCATION:{escape(entry.place)}")
    if base and entry.path:
        lines.append(f"URL:{base}{entry.path}")
    return [*lines, "END:VEVENT"]

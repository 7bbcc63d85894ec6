"""Where the dates of a feed come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

HAS_ACCOUNT = "calendars.has_account"
"""(person_id) -> whether somebody may still sign in; a feed ends with the account."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: with a begin and an end, or a whole day."""

    key: str
    """Stays the same for ever: `meeting.<id>`."""
    title: str
    changed_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None
    place: str = ""
    path: str = ""
    """The page that it opens, below the address of the phone surface."""
    version: int = 0
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """An app with dates. `collect(person_id=, since=, until=)` gives those of one person."""

    code: str
    collect: Callable[..., list[Entry]]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add an app's dates (in its `ports.py`). The same again is harmless; another of its code is an error."""
    known = _sources.setdefault(source.code, source)
    if known != source:
        raise RuntimeError(f"calendar source {source.code} is registered twice")


def sources() -> list[Source]:
    """All of them."""
    return list(_sources.values())
